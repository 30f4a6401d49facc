package keel.gans;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.gans.UpdateSpec.Order;
import keel.gans.data.DiracSpec;
import keel.gans.data.RingSpec;
import keel.gans.dynamics.LinearGame;
import keel.gans.dynamics.Spectrum;
import keel.gans.dynamics.UpdateRule;
import keel.gans.loss.GanLoss;
import keel.gans.loss.NonSaturating;
import keel.gans.loss.Wasserstein;
import keel.training.NetworkTraining;
import keel.training.network.Activation;
import keel.training.network.Engine;
import keel.training.network.Initializer;
import keel.training.network.NetworkSpec;
import keel.training.network.OutputSpec;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.SgdSpec;
import keel.training.rate.Constant;
import keel.training.telemetry.MetricRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GameMeasureTest {
    private static NetworkTraining point(OutputSpec output, double weight, double bias, double rate) {
        NetworkSpec network = new NetworkSpec(
                Optional.empty(), List.of(), output, Optional.of(new Initializer.Constant(weight, bias)));
        return NetworkTraining.of(network, new SgdSpec(0, false, 0), new Constant(rate));
    }

    /** One iteration, from theta and psi, at rates of 0.1 and 0.2 unless others are given. */
    private static Map<String, Double> dirac(
            GanLoss loss,
            double theta,
            double psi,
            RegularizerSpec regularizers,
            Order order,
            double rate,
            EvaluationSpec evaluation) {
        GanSpec spec = new GanSpec(
                new DiracSpec(),
                new LatentSpec(1, LatentSpec.Noise.ZERO),
                1,
                1,
                point(new OutputSpec.Linear(false), 0, theta, rate),
                point(new OutputSpec.Linear(false, false), psi, 0, 2 * rate),
                loss,
                regularizers,
                new UpdateSpec(order, 1, 1),
                Optional.empty(),
                evaluation,
                1,
                Engine.STACKED);
        List<MetricRecord> records = new ArrayList<>();
        try (GanTrainer trainer = GanTrainer.create(List.of(spec), new long[] {0})) {
            trainer.train(new MemberRecords(0, records));
        }
        return records.get(records.size() - 1).values();
    }

    private static RegularizerSpec r1(double gamma) {
        return new RegularizerSpec(gamma, 0, 0, 1, Optional.empty(), new Constant(0));
    }

    /** Beside the equilibrium: the trainer's iteration has the eigenvalue that theory computes, and is put back on the map. */
    @ParameterizedTest
    @EnumSource(Order.class)
    void theIterationOfADiracGanHasTheRadiusOfTheory(Order order) {
        Map<String, Double> values = dirac(
                new NonSaturating(),
                1e-3,
                1e-3,
                r1(0.3),
                order,
                0.1,
                new EvaluationSpec(1, 1, Optional.of(2), Optional.empty()));
        LinearGame game = LinearGame.dirac(new NonSaturating(), 0.3);
        UpdateRule rule =
                order == Order.SIMULTANEOUS ? new UpdateRule.Simultaneous() : new UpdateRule.Alternating(1, 1);
        Spectrum expected = Spectrum.of(rule.step(game, 0.1, 0.2));
        assertEquals(expected.radius(), values.get("local/radius"), 1e-4);
        assertEquals(expected.period(), values.get("local/period"), 0.02 * expected.period());
        assertEquals(0.5, values.get("local/f"), 0.01);
        assertEquals(0.3, values.get("local/gamma"), 0.01);
    }

    /**
     * The first game of duality_gap in metrics-reference.json, theta times p with both in [-1, 1], at (0.3, -0.6): 0.9. Here p is
     * -psi; weight clipping keeps psi in bounds, and the generator gets exactly to 1 by steps of 0.6 times the rate.
     */
    @Test
    void theDualityGapOfABilinearGameIsThatOfTheReference() {
        int steps = 7;
        double rate = 0.7 / 0.6 / steps;
        Map<String, Double> values = dirac(
                new Wasserstein(),
                0.3,
                0.6,
                new RegularizerSpec(0, 0, 0, 1, Optional.of(1.0), new Constant(0)),
                Order.SIMULTANEOUS,
                rate,
                new EvaluationSpec(1, 1, Optional.empty(), Optional.of(steps)));
        // After one simultaneous iteration from there, in the same closed form.
        double theta = 0.3 + rate * 0.6;
        double psi = Math.max(-1, 0.6 - 2 * rate * 0.3);
        double lowest = theta * Math.max(-1, psi - steps * 2 * rate * theta);
        double highest = psi * (theta + steps * rate * psi);
        assertEquals(highest - lowest, values.get("duality_gap"), 1e-5);
    }

    private static GanSpec ring(EvaluationSpec evaluation) {
        return new GanSpec(
                new RingSpec(8, 1, 0.01),
                new LatentSpec(4, LatentSpec.Noise.NORMAL),
                16,
                20,
                NetworkTraining.of(
                        new NetworkSpec(List.of(8), Activation.RELU), new AdamSpec(0, 0.99, 1e-8), new Constant(1e-3)),
                NetworkTraining.of(
                        new NetworkSpec(List.of(8), Activation.LEAKY_RELU),
                        new AdamSpec(0, 0.99, 1e-8),
                        new Constant(2e-3)),
                new NonSaturating(),
                r1(0.1),
                UpdateSpec.ALTERNATING,
                Optional.empty(),
                evaluation,
                1,
                Engine.STACKED);
    }

    private static List<MetricRecord> second(EvaluationSpec evaluation) {
        List<MetricRecord> records = new ArrayList<>();
        try (GanTrainer trainer = GanTrainer.create(List.of(ring(evaluation), ring(evaluation)), new long[] {1, 2})) {
            trainer.train(new MemberRecords(1, records));
        }
        return records;
    }

    /** What is tried is tried on a copy: all else goes on as without it, and a member of a cohort is tried as it is alone. */
    @Test
    void tryingChangesNothing() {
        EvaluationSpec tried = new EvaluationSpec(10, 64, Optional.of(6), Optional.of(3));
        List<MetricRecord> plain = second(new EvaluationSpec(10, 64));
        List<MetricRecord> measured = second(tried);
        assertNotEquals(plain, measured);
        assertEquals(
                plain,
                measured.stream()
                        .map(record -> {
                            Map<String, Double> values = new java.util.LinkedHashMap<>(record.values());
                            values.keySet().removeIf(name -> name.startsWith("local/") || name.equals("duality_gap"));
                            return new MetricRecord(record.update(), record.environmentStep(), values);
                        })
                        .toList());
        List<MetricRecord> alone = new ArrayList<>();
        try (GanTrainer trainer = GanTrainer.create(List.of(ring(tried)), new long[] {2})) {
            trainer.train(new MemberRecords(0, alone));
        }
        assertEquals(alone, measured);
        assertTrue(alone.stream().anyMatch(record -> record.values().containsKey("local/radius")));
        assertTrue(alone.stream().anyMatch(record -> record.values().containsKey("duality_gap")));
    }
}
