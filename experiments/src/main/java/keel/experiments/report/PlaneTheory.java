package keel.experiments.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import keel.experiments.run.RunRecord;
import keel.gans.GanSpec;
import keel.gans.dynamics.LinearGame;
import keel.gans.dynamics.Spectrum;
import keel.gans.dynamics.UpdateRule;
import keel.training.telemetry.MetricRecord;

/**
 * What linear theory predicts over a pair's rates.
 *
 * @param game that of a Dirac-GAN, or the medians of what runs that were held measured of themselves last ({@code local/f},
 *     {@code local/gamma})
 * @param rule how its players move
 * @param measured whether the game is measured
 */
public record PlaneTheory(LinearGame game, UpdateRule rule, boolean measured) {
    /**
     * Of a pair whose players both move once an iteration; nothing of others, or if no run measured its game.
     *
     * @param held runs that stayed at their equilibrium
     */
    public static Optional<PlaneTheory> of(GanSpec spec, List<RunRecord> held) {
        if (spec.updates().generator() != 1 || spec.updates().discriminator() != 1) {
            return Optional.empty();
        }
        PairTheory known = new PairTheory(spec);
        return known.game()
                .map(game -> new PlaneTheory(game, known.rule(), false))
                .or(() -> measuredGame(held).map(game -> new PlaneTheory(game, known.rule(), true)));
    }

    private static Optional<LinearGame> measuredGame(List<RunRecord> held) {
        List<Double> slopes = new ArrayList<>();
        List<Double> gammas = new ArrayList<>();
        for (RunRecord run : held) {
            run.metrics().stream()
                    .map(MetricRecord::values)
                    .filter(values -> values.containsKey("local/f"))
                    .reduce((first, last) -> last)
                    .ifPresent(values -> {
                        slopes.add(values.get("local/f"));
                        gammas.add(values.get("local/gamma"));
                    });
        }
        return slopes.isEmpty() ? Optional.empty() : Optional.of(new LinearGame(median(slopes), median(gammas)));
    }

    private static double median(List<Double> values) {
        Collections.sort(values);
        return (values.get((values.size() - 1) / 2) + values.get(values.size() / 2)) / 2;
    }

    /** Largest modulus of an iteration's eigenvalues: stable below 1. */
    public double radius(double rateGenerator, double rateDiscriminator) {
        return Spectrum.of(rule.step(game, rateGenerator, rateDiscriminator)).radius();
    }

    /** Iterations in which the players turn once around their equilibrium; infinite if they do not. */
    public double period(double rateGenerator, double rateDiscriminator) {
        return Spectrum.of(rule.step(game, rateGenerator, rateDiscriminator)).period();
    }

    /**
     * Where the radius is 1, in short pieces: of each, generator's and discriminator's rate at both ends.
     *
     * @param generator smallest and largest rate
     * @param discriminator smallest and largest rate
     */
    public List<double[]> boundary(double[] generator, double[] discriminator) {
        return Boundary.of((g, d) -> radius(g, d) - 1, generator, discriminator);
    }

    /** For a legend. */
    public String label() {
        return measured ? "boundary of the local game" : "predicted boundary";
    }
}
