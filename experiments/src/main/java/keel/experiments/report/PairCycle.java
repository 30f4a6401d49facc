package keel.experiments.report;

import java.util.Optional;
import java.util.OptionalInt;
import keel.gans.GanSpec;
import keel.gans.UpdateSpec;
import keel.gans.dynamics.RatePeriod;
import keel.gans.dynamics.UpdateRule;
import keel.training.rate.BatchScaling;
import keel.training.rate.NetworkRate;

/**
 * A pair whose rates come again within its training.
 *
 * @param rates of both networks over one period, by iteration
 */
record PairCycle(GanSpec spec, RatePeriod rates) {
    private static final double FLAT = 1e-12;

    /** Nothing if a rate is steered by a metric, does not come again, or if both stay as they are. */
    static Optional<PairCycle> of(GanSpec spec) {
        NetworkRate generator = spec.generator().rate();
        NetworkRate discriminator = spec.discriminator().rate();
        if (generator.controller().isPresent() || discriminator.controller().isPresent()) {
            return Optional.empty();
        }
        return RatePeriod.of(
                        generator.schedule(),
                        spec.updates().generator(),
                        discriminator.schedule(),
                        spec.updates().discriminator(),
                        spec.iterations())
                .filter(rates -> rates.steps() > 1)
                .map(rates -> new PairCycle(spec, rates.scaled(factor(generator), factor(discriminator))));
    }

    private static double factor(NetworkRate rate) {
        return rate.scaling().map(BatchScaling::factor).orElse(1.0);
    }

    int generatorUpdates() {
        return spec.updates().generator();
    }

    /**
     * The rates as {@link UpdateRule.Alternating} takes them, which lets the generator begin: where the discriminator does, the
     * generator is followed by the discriminator of the next iteration.
     */
    RatePeriod played() {
        return spec.updates().order() == UpdateSpec.Order.DISCRIMINATOR_FIRST ? rates.delayed(-1) : rates;
    }

    PairTheory theory() {
        return new PairTheory(spec);
    }

    /** How often both cycles come again, and how they lie to each other. */
    String cycles() {
        String every =
                "The rates of generator and discriminator come again every %d iterations".formatted(rates.steps());
        OptionalInt lead = rates.lead();
        if (lead.isEmpty()) {
            return isFlat(rates.generator()) || isFlat(rates.discriminator())
                    ? every + ", one of them constant"
                    : every + ", without a common phase";
        }
        int ahead = lead.getAsInt();
        int behind = rates.steps() - ahead;
        if (ahead == 0) {
            return every + ", in phase";
        }
        if (ahead == behind) {
            return every + ", half a period apart";
        }
        return ahead < behind
                ? "%s, the discriminator's %d ahead".formatted(every, ahead)
                : "%s, the discriminator's %d behind".formatted(every, behind);
    }

    private static boolean isFlat(double[] rates) {
        for (double rate : rates) {
            if (Math.abs(rate - rates[0]) > FLAT * rates[0]) {
                return false;
            }
        }
        return true;
    }
}
