package keel.gans;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import keel.gans.UpdateSpec.Order;
import keel.gans.data.DiracSpec;
import keel.gans.dynamics.Cycle;
import keel.gans.dynamics.LinearGame;
import keel.gans.dynamics.Spectrum;
import keel.gans.dynamics.UpdateRule;
import keel.gans.loss.GanLoss;
import keel.gans.loss.NonSaturating;
import keel.gans.loss.Wasserstein;
import keel.training.NetworkTraining;
import keel.training.network.Engine;
import keel.training.network.Initializer;
import keel.training.network.NetworkSpec;
import keel.training.network.OutputSpec;
import keel.training.optimizer.SgdSpec;
import keel.training.rate.Constant;
import keel.training.rate.CosineRestarts;
import keel.training.rate.RateSchedule;
import org.junit.jupiter.api.Test;

/** What theory predicts of rates, and what cohorts of Dirac-GANs that train at them do. */
class DiracMapTest {
    private static final int SIDE = 12;
    private static final int ITERATIONS = 4000;
    private static final double START = 1e-3;

    private static NetworkTraining training(OutputSpec output, double weight, double bias, RateSchedule rate) {
        NetworkSpec network = new NetworkSpec(
                Optional.empty(), List.of(), output, Optional.of(new Initializer.Constant(weight, bias)));
        return NetworkTraining.of(network, new SgdSpec(0, false, 0), rate);
    }

    private static GanSpec spec(
            GanLoss loss,
            double gamma,
            Order order,
            RateSchedule generator,
            RateSchedule discriminator,
            int iterations) {
        return new GanSpec(
                new DiracSpec(),
                new LatentSpec(1, LatentSpec.Noise.ZERO),
                1,
                iterations,
                training(new OutputSpec.Linear(false), 0, START, generator),
                training(new OutputSpec.Linear(false, false), START, 0, discriminator),
                loss,
                new RegularizerSpec(gamma, 0, 0, 1, Optional.empty(), new Constant(0)),
                new UpdateSpec(order, 1, 1),
                Optional.empty(),
                new EvaluationSpec(iterations, 1),
                iterations - 1,
                Engine.STACKED);
    }

    /** Distance of each member from the equilibrium at the end; infinite for one that diverged. */
    private static double[] ends(List<GanSpec> specs) {
        double[] radii = new double[specs.size()];
        Arrays.fill(radii, Double.POSITIVE_INFINITY);
        long last = specs.get(0).iterations() - 1;
        try (GanTrainer trainer = GanTrainer.create(specs, new long[specs.size()])) {
            RecordObserver distances = (member, record) -> {
                if (record.update() == last && record.values().containsKey("dirac/theta")) {
                    radii[member] = Math.hypot(
                            record.values().get("dirac/theta"), record.values().get("dirac/psi"));
                }
            };
            trainer.train(distances);
        }
        return radii;
    }

    /** 12 x 12 rates from 0.02 to 20: at least 99 of 100 cells off the boundary are what the spectral radius says. */
    @Test
    void runsAreStableWhereTheSpectralRadiusIsBelowOne() {
        for (Order order : List.of(Order.GENERATOR_FIRST, Order.SIMULTANEOUS)) {
            UpdateRule rule =
                    order == Order.SIMULTANEOUS ? new UpdateRule.Simultaneous() : new UpdateRule.Alternating(1, 1);
            LinearGame game = LinearGame.dirac(new NonSaturating(), 0.3);
            List<GanSpec> specs = new ArrayList<>();
            List<Double> predicted = new ArrayList<>();
            for (int row = 0; row < SIDE; row++) {
                for (int column = 0; column < SIDE; column++) {
                    double g = 0.02 * Math.pow(1000, row / (SIDE - 1.0));
                    double d = 0.02 * Math.pow(1000, column / (SIDE - 1.0));
                    specs.add(spec(new NonSaturating(), 0.3, order, new Constant(g), new Constant(d), ITERATIONS));
                    predicted.add(Spectrum.of(rule.step(game, g, d)).radius());
                }
            }
            double[] ends = ends(specs);
            int cells = 0;
            int agree = 0;
            int stable = 0;
            for (int i = 0; i < ends.length; i++) {
                // A cell closer to the boundary moves by less than e² in the time of the run.
                if (Math.abs(predicted.get(i) - 1) * ITERATIONS > 2) {
                    cells++;
                    stable += predicted.get(i) < 1 ? 1 : 0;
                    agree += (predicted.get(i) < 1) == (ends[i] < START) ? 1 : 0;
                }
            }
            assertTrue(cells >= 130 && stable >= 20 && cells - stable >= 20, cells + " cells, " + stable + " stable");
            assertTrue(agree >= 0.99 * cells, "%s: %d of %d cells".formatted(order, agree, cells));
        }
    }

    /** Rates of both players in cosines of period 8: in phase the game dies out, half a period apart it grows. */
    @Test
    void aCycleResonatesInAntiPhaseOnlyAsItsMultipliersSay() {
        RateSchedule generator = new CosineRestarts(1.5, 0.01, 8, 1, 0);
        List<GanSpec> specs = new ArrayList<>();
        double[] radii = new double[2];
        for (int k = 0; k < 2; k++) {
            RateSchedule discriminator = new CosineRestarts(0.4, 0.04, 8, 1, 4L * k);
            specs.add(spec(new Wasserstein(), 0.3, Order.GENERATOR_FIRST, generator, discriminator, 80));
            Cycle cycle = Cycle.of(
                    LinearGame.dirac(new Wasserstein(), 0.3),
                    new UpdateRule.Alternating(1, 1),
                    generator,
                    discriminator,
                    8);
            radii[k] = cycle.radius();
            assertEquals(k == 1, cycle.resonates());
        }
        double[] ends = ends(specs);
        assertTrue(ends[0] < START * 0.2, "in phase " + ends[0]);
        assertTrue(ends[1] > START * 1000, "in anti-phase " + ends[1]);
        // Ten cycles grow by the tenth power of the multiplier, up to the angle at which they began.
        assertEquals(10 * Math.log(radii[1]), Math.log(ends[1] / START), 2.5);
    }
}
