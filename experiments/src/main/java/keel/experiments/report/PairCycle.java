package keel.experiments.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import keel.gans.GanSpec;
import keel.gans.LatentSpec;
import keel.gans.RegularizerSpec;
import keel.gans.UpdateSpec;
import keel.gans.data.DiracSpec;
import keel.gans.dynamics.LinearGame;
import keel.gans.dynamics.RatePeriod;
import keel.gans.dynamics.UpdateRule;
import keel.training.NetworkTraining;
import keel.training.network.OutputSpec;
import keel.training.optimizer.SgdSpec;
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

    /** How the players move if both take plain gradient steps. */
    UpdateRule rule() {
        return spec.updates().order() == UpdateSpec.Order.SIMULTANEOUS
                ? new UpdateRule.Simultaneous()
                : new UpdateRule.Alternating(
                        spec.updates().generator(), spec.updates().discriminator());
    }

    /**
     * The rates as {@link UpdateRule.Alternating} takes them, which lets the generator begin: where the discriminator does, the
     * generator is followed by the discriminator of the next iteration.
     */
    RatePeriod played() {
        return spec.updates().order() == UpdateSpec.Order.DISCRIMINATOR_FIRST ? rates.delayed(-1) : rates;
    }

    /** Damping, as the Dirac-GAN has it. */
    double gamma() {
        return spec.regularizers().r1Gamma() + spec.regularizers().r2Gamma();
    }

    /** The game, where linear theory knows it: a Dirac-GAN of one bias and one slope, by plain gradient steps. */
    Optional<LinearGame> game() {
        RegularizerSpec regularizers = spec.regularizers();
        boolean dirac = spec.data() instanceof DiracSpec
                && spec.latent().noise() == LatentSpec.Noise.ZERO
                && spec.generator().network().layers().isEmpty()
                && spec.discriminator().network().layers().isEmpty()
                && spec.discriminator().network().output().equals(new OutputSpec.Linear(false, false));
        boolean plain = otherSteps().isEmpty()
                && networks().allMatch(training -> training.rate().layers().isEmpty())
                && spec.updates().generator() == 1
                && spec.updates().discriminator() == 1
                && regularizers.every() == 1
                && regularizers.gradientPenalty() == 0
                && !regularizers.blurs();
        return dirac && plain ? Optional.of(LinearGame.dirac(spec.loss(), gamma())) : Optional.empty();
    }

    private Stream<NetworkTraining> networks() {
        return Stream.of(spec.generator(), spec.discriminator());
    }

    /** What makes steps other than plain gradient steps, as people call it. */
    List<String> otherSteps() {
        return networks()
                .filter(training -> training.rate().momentum().isPresent()
                        || !training.optimizer().equals(new SgdSpec(0, false, 0)))
                .map(training -> training.optimizer() instanceof SgdSpec
                        ? "momentum or weight decay"
                        : training.optimizer().type())
                .distinct()
                .toList();
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
