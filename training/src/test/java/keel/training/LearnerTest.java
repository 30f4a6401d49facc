package keel.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import keel.training.checkpoint.StateWriter;
import keel.training.guard.GuardSpec;
import keel.training.network.Activation;
import keel.training.network.Initializer;
import keel.training.network.NetworkShape;
import keel.training.network.NetworkSpec;
import keel.training.network.StackedMlp;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.AdamWSpec;
import keel.training.optimizer.AmsGradSpec;
import keel.training.optimizer.ExtragradientSpec;
import keel.training.optimizer.GradientClipping;
import keel.training.optimizer.LookaheadSpec;
import keel.training.optimizer.OptimisticAdamSpec;
import keel.training.optimizer.OptimisticSgdSpec;
import keel.training.optimizer.OptimizerSpec;
import keel.training.optimizer.RestartReset;
import keel.training.optimizer.RmsPropSpec;
import keel.training.optimizer.SgdSpec;
import keel.training.random.RandomStream;
import keel.training.rate.BatchScaling;
import keel.training.rate.Constant;
import keel.training.rate.CosineRestarts;
import keel.training.rate.NetworkRate;
import keel.training.rate.Plateau;
import keel.training.rate.RateSchedule;
import keel.training.rate.ReduceOnPlateau;
import keel.training.rate.Triangular;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a learner does to real networks, with everything switched on that can be. */
class LearnerTest {
    private static final int BATCH = 6;
    private static final NetworkSpec SPEC = new NetworkSpec(
            List.of(8, 7),
            Activation.TANH,
            new NetworkSpec.DenseExtras(true, true, Optional.of(0.2)),
            Optional.empty());

    /** Members fit sine waves; a member's data depends on its number alone. */
    private static final class Fit implements AutoCloseable {
        private final StackedMlp network;
        private final int[] numbers;
        private final NetworkLearner learner;
        private final List<RandomStream> data = new ArrayList<>();
        private final List<List<Map<String, Double>>> described = new ArrayList<>();

        Fit(NetworkSpec spec, List<NetworkTraining> trainings, int... numbers) {
            this.numbers = numbers;
            network = new StackedMlp(new NetworkShape(2, spec, 1), numbers.length);
            for (int p = 0; p < numbers.length; p++) {
                network.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(numbers[p], "network"));
                data.add(RandomStream.named(numbers[p], "data"));
                described.add(new ArrayList<>());
            }
            learner = new NetworkLearner("net", network, trainings, new Cohort(numbers.length));
        }

        void update() {
            if (learner.extrapolates()) {
                learner.extrapolate(differentiate());
            }
            learner.update(differentiate(), true);
            learner.synchronize();
            for (int p = 0; p < numbers.length; p++) {
                Map<String, Double> values = new LinkedHashMap<>();
                learner.describe(p, values);
                described.get(p).add(values);
            }
        }

        void updates(int count) {
            for (int u = 0; u < count; u++) {
                update();
            }
        }

        private double[] differentiate() {
            float[] input = new float[numbers.length * BATCH * 2];
            double[] losses = new double[numbers.length];
            for (int p = 0; p < numbers.length; p++) {
                for (int i = 0; i < 2 * BATCH; i++) {
                    input[p * 2 * BATCH + i] = (float) data.get(p).nextGaussian();
                }
            }
            float[] output = network.forward(input, BATCH);
            float[] gradient = new float[output.length];
            for (int i = 0; i < output.length; i++) {
                float error = output[i] - (float) Math.sin(input[2 * i] + numbers[i / BATCH]);
                losses[i / BATCH] += error * error / 2 / BATCH;
                gradient[i] = error / BATCH;
            }
            network.backward(gradient);
            return losses;
        }

        float[] parameters(int member) {
            int n = network.parameterCount();
            return Arrays.copyOfRange(network.parameters(), member * n, (member + 1) * n);
        }

        void save(int member, StateWriter to) {
            learner.save(member, to);
            to.put("data", data.get(member));
        }

        @Override
        public void close() {
            learner.close();
        }
    }

    static Stream<OptimizerSpec> optimizers() {
        AdamSpec adam = new AdamSpec(0.9, 0.99, 1e-8);
        return Stream.of(
                new SgdSpec(0.9, true, 0.01),
                new SgdSpec(-0.3, false, 0),
                new RmsPropSpec(0.9, 1e-5, true, 0.5, 0),
                adam,
                new AmsGradSpec(0.9, 0.99, 1e-8, 0),
                new AdamWSpec(0.9, 0.99, 1e-8, 0.05),
                new OptimisticAdamSpec(0.5, 0.9, 1e-8),
                new OptimisticSgdSpec(),
                new ExtragradientSpec(adam),
                new LookaheadSpec(3, 0.5, true, adam));
    }

    /** Everything at once: clipping, restarts that reset, batch scaling, layer factors, a controller and the guard. */
    private static NetworkTraining everything(OptimizerSpec optimizer, int number) {
        boolean cycled = optimizer.allowsMomentum(0.5) && optimizer.allowsMomentum(0.9);
        double scale = optimizer instanceof SgdSpec || optimizer instanceof OptimisticSgdSpec ? 30 : 1;
        return new NetworkTraining(
                SPEC,
                optimizer,
                new GradientClipping(Optional.of(0.5), Optional.of(1.0)),
                RestartReset.MOMENTS,
                new NetworkRate(
                        new CosineRestarts(scale * 1e-3 * (1 + number), scale * 1e-5, 7, 1, number % 7),
                        cycled ? Optional.of(new Triangular(0.5, 0.9, 6, 0)) : Optional.empty(),
                        Optional.of(plateau()),
                        Optional.of(new BatchScaling(BatchScaling.Rule.SQUARE_ROOT, 4, BATCH)),
                        List.of(1.0, 0.5, 2.0)),
                new GuardSpec(Optional.of(1e6), 5));
    }

    private static ReduceOnPlateau plateau() {
        return new ReduceOnPlateau(
                "loss/net", new Plateau(Plateau.Mode.MIN, 2, 0.01, Plateau.ThresholdMode.REL, 1), 0.7, 1e-6, 0);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void oneOfThirtyTwoMembersAtThirtyTwoRatesIsBitIdenticalToItselfAlone(OptimizerSpec optimizer) {
        int[] numbers = IntStream.range(0, 32).toArray();
        List<NetworkTraining> trainings = Arrays.stream(numbers)
                .mapToObj(number -> everything(optimizer, number))
                .toList();
        try (Fit cohort = new Fit(SPEC, trainings, numbers)) {
            float[] begun = cohort.parameters(5);
            cohort.updates(25);
            assertFalse(Arrays.equals(begun, cohort.parameters(5)));
            for (int number : new int[] {0, 5, 17, 31}) {
                try (Fit alone = new Fit(SPEC, List.of(trainings.get(number)), number)) {
                    alone.updates(25);
                    assertArrayEquals(alone.parameters(0), cohort.parameters(number), "member " + number);
                    assertEquals(alone.described.get(0), cohort.described.get(number));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aRestoredLearnerGoesOnBitForBit(OptimizerSpec optimizer) {
        List<NetworkTraining> trainings = List.of(everything(optimizer, 3), everything(optimizer, 4));
        for (int cut : new int[] {0, 1, 6, 13}) {
            try (Fit whole = new Fit(SPEC, trainings, 3, 4);
                    Fit resumed = new Fit(SPEC, List.of(trainings.get(1)), 4)) {
                whole.updates(cut);
                StateWriter state = new StateWriter();
                whole.save(1, state);
                whole.updates(30 - cut);

                resumed.updates(2);
                resumed.learner.restore(0, state.reader());
                state.reader().get("data", resumed.data.get(0));
                resumed.described.get(0).clear();
                resumed.updates(30 - cut);
                assertArrayEquals(whole.parameters(1), resumed.parameters(0), "cut at " + cut);
                assertEquals(whole.described.get(1).subList(cut, 30), resumed.described.get(0));
                assertEquals(whole.learner.recentUpdates(1), resumed.learner.recentUpdates(0));
            }
        }
    }

    private static NetworkTraining plain(OptimizerSpec optimizer, NetworkRate rate, RestartReset reset) {
        NetworkSpec spec = new NetworkSpec(List.of(8, 7), Activation.TANH);
        return new NetworkTraining(spec, optimizer, GradientClipping.NONE, reset, rate, GuardSpec.NON_FINITE);
    }

    private static float[] trained(NetworkTraining training, int updates) {
        try (Fit fit = new Fit(training.network(), List.of(training), 1)) {
            fit.updates(updates);
            return fit.parameters(0);
        }
    }

    private static NetworkRate layers(Double... factors) {
        return new NetworkRate(
                new Constant(1e-2), Optional.empty(), Optional.empty(), Optional.empty(), List.of(factors));
    }

    @Test
    void aLayerOfFactorZeroStaysAsItWasAndOfFactorTwoGoesTwiceAsFar() {
        SgdSpec sgd = new SgdSpec(0, false, 0);
        float[] begun = trained(plain(sgd, layers(), RestartReset.NOTHING), 0);
        float[] even = trained(plain(sgd, layers(), RestartReset.NOTHING), 1);
        float[] uneven = trained(plain(sgd, layers(0.0, 2.0, 1.0), RestartReset.NOTHING), 1);
        // 2-8-7-1 with biases: 24, 63 and 8 parameters.
        for (int i = 0; i < begun.length; i++) {
            double factor = i < 24 ? 0 : i < 87 ? 2 : 1;
            assertEquals(factor * (even[i] - begun[i]), uneven[i] - begun[i], 1e-6, "parameter " + i);
        }
        assertEquals(95, begun.length);
        assertNotEquals(begun[30], even[30]);
    }

    @Test
    void momentumCyclesBesideTheRate() {
        SgdSpec sgd = new SgdSpec(0.5, false, 0);
        RateSchedule rate = new Constant(1e-2);
        NetworkRate cycled = new NetworkRate(
                rate, Optional.of(new Triangular(0.5, 0.9, 10, 0)), Optional.empty(), Optional.empty(), List.of());
        NetworkRate constant =
                new NetworkRate(rate, Optional.of(new Constant(0.5)), Optional.empty(), Optional.empty(), List.of());
        NetworkTraining own = plain(sgd, NetworkRate.of(rate), RestartReset.NOTHING);
        assertArrayEquals(trained(own, 9), trained(plain(sgd, constant, RestartReset.NOTHING), 9));
        assertFalse(Arrays.equals(trained(own, 9), trained(plain(sgd, cycled, RestartReset.NOTHING), 9)));
        try (Fit fit = new Fit(own.network(), List.of(plain(sgd, cycled, RestartReset.NOTHING)), 1)) {
            fit.updates(6);
            assertEquals(0.9, fit.described.get(0).get(5).get("momentum/net"), 1e-15);
        }
    }

    /** With moments reset, what follows a restart is what follows a beginning from the same parameters. */
    @Test
    void aWarmRestartForgetsWhatItIsToldTo() {
        AdamSpec adam = new AdamSpec(0.9, 0.99, 1e-8);
        NetworkRate restarts = NetworkRate.of(new CosineRestarts(1e-2, 1e-3, 5, 1, 0));
        float[] kept = trained(plain(adam, restarts, RestartReset.NOTHING), 6);
        float[] reset = trained(plain(adam, restarts, RestartReset.MOMENTS), 6);
        float[] counted = trained(plain(adam, restarts, RestartReset.STEP_COUNT), 6);
        assertFalse(Arrays.equals(kept, reset));
        assertFalse(Arrays.equals(kept, counted));
        assertFalse(Arrays.equals(reset, counted));
        assertArrayEquals(
                trained(plain(adam, restarts, RestartReset.NOTHING), 5),
                trained(plain(adam, restarts, RestartReset.MOMENTS), 5),
                "the first cycle is the same");
        // Adam's first step moves every parameter with a gradient by the rate.
        float[] before = trained(plain(adam, restarts, RestartReset.MOMENTS), 5);
        int far = 0;
        for (int i = 0; i < before.length; i++) {
            far += Math.abs(Math.abs(reset[i] - before[i]) - 1e-2) < 1e-5 ? 1 : 0;
        }
        assertEquals(before.length, far);
    }

    @Test
    void hiddenUnitsAreToldOnceWhenAskedFor() {
        NetworkTraining training =
                plain(new AdamSpec(0.9, 0.99, 1e-8), NetworkRate.of(new Constant(1e-3)), RestartReset.NOTHING);
        try (Fit fit = new Fit(training.network(), List.of(training), 1)) {
            fit.updates(3);
            fit.learner.wantHiddenUnits();
            fit.updates(2);
            List<Boolean> told = fit.described.get(0).stream()
                    .map(values -> values.containsKey("effective_rank/net") && values.containsKey("dead_units/net"))
                    .toList();
            assertEquals(List.of(true, false, false, true, false), told);
            double rank = fit.described.get(0).get(0).get("effective_rank/net");
            assertTrue(rank > 1 && rank <= Math.min(BATCH, 7), "" + rank);
        }
    }

    /** The second gradient of a two-gradient update ends the member; its parameters go back to where they were. */
    @Test
    void aMemberThatDivergesAheadComesBack() {
        ExtragradientSpec extragradient = new ExtragradientSpec(new SgdSpec(0, false, 0));
        NetworkSpec linear = new NetworkSpec(List.of(), Activation.RELU);
        NetworkTraining training = NetworkTraining.of(linear, extragradient, new Constant(0.1));
        GivenGradients network = new GivenGradients(1, 1, 2);
        Cohort cohort = new Cohort(1);
        NetworkLearner learner = new NetworkLearner("net", network, List.of(training), cohort);
        network.give(1, 1);
        learner.extrapolate(new double[] {1});
        assertArrayEquals(new float[] {0.9f, 1.9f}, network.parameters(), 1e-6f);
        assertArrayEquals(new float[2], network.gradients());
        network.give(Float.NaN, 1);
        learner.update(new double[] {1}, false);
        assertFalse(cohort.active(0));
        assertArrayEquals(new float[] {1, 2}, network.parameters());
    }

    @Test
    void aRestoredGuardRemembersTheNormsBeforeIt() {
        NetworkTraining training = new NetworkTraining(
                new NetworkSpec(List.of(), Activation.RELU),
                new SgdSpec(0, false, 0),
                GradientClipping.NONE,
                RestartReset.NOTHING,
                NetworkRate.of(new Constant(0.1)),
                new GuardSpec(Optional.of(10.0), 3));
        StateWriter state = new StateWriter();
        GivenGradients network = new GivenGradients(1, 1, 2);
        NetworkLearner learner = new NetworkLearner("net", network, List.of(training), new Cohort(1));
        for (int u = 0; u < 3; u++) {
            network.give(1, 0);
            learner.update(new double[1], false);
        }
        learner.save(0, state);
        Cohort cohort = new Cohort(1);
        GivenGradients other = new GivenGradients(1, 0, 0);
        NetworkLearner restored = new NetworkLearner("net", other, List.of(training), cohort);
        restored.restore(0, state.reader());
        other.give(11, 0);
        restored.update(new double[1], false);
        assertFalse(cohort.active(0), "11 is more than ten times the median of 1, 1, 1");
        assertEquals(3, cohort.divergence(0).orElseThrow().at().update());
    }

    /** From (3, 4), of length 5, by 0.1 times (3, 4), whatever the detour. */
    @Test
    void theUpdateRatioOfALookAheadIsThatOfTheWholeStep() {
        ExtragradientSpec extragradient = new ExtragradientSpec(new SgdSpec(0, false, 0));
        NetworkSpec linear = new NetworkSpec(List.of(), Activation.RELU);
        GivenGradients network = new GivenGradients(1, 3, 4);
        NetworkLearner learner = new NetworkLearner(
                "net", network, List.of(NetworkTraining.of(linear, extragradient, new Constant(0.1))), new Cohort(1));
        network.give(3, 4);
        learner.extrapolate(new double[] {1});
        network.give(3, 4);
        learner.update(new double[] {1}, true);
        Map<String, Double> values = new LinkedHashMap<>();
        learner.describe(0, values);
        assertEquals(0.1, values.get("update_ratio/net"), 1e-7);
    }

    /** Adam's first step moves by the rate, its next as far against the same gradient: with moments kept it would be less. */
    @Test
    void aWarmRestartForgetsBeforeItLooksAhead() {
        ExtragradientSpec extragradient = new ExtragradientSpec(new AdamSpec(0.9, 0.99, 1e-12));
        NetworkSpec linear = new NetworkSpec(List.of(), Activation.RELU);
        NetworkTraining training = new NetworkTraining(
                linear,
                extragradient,
                GradientClipping.NONE,
                RestartReset.MOMENTS,
                NetworkRate.of(new CosineRestarts(0.1, 0.1, 1, 1, 0)),
                GuardSpec.NON_FINITE);
        GivenGradients network = new GivenGradients(1, 0);
        NetworkLearner learner = new NetworkLearner("net", network, List.of(training), new Cohort(1));
        for (float gradient : new float[] {1, -1}) {
            float from = network.parameters()[0];
            network.give(gradient);
            learner.extrapolate(new double[] {1});
            assertEquals(from - 0.1f * gradient, network.parameters()[0], 1e-6f, "ahead");
            network.give(gradient);
            learner.update(new double[] {1}, false);
            assertEquals(from - 0.1f * gradient, network.parameters()[0], 1e-6f, "the step");
        }
    }

    /** At rate 0 nothing moves, slow weights neither, and the iteration does not count. */
    @Test
    void lookaheadPausesWithTheRate() {
        LookaheadSpec lookahead = new LookaheadSpec(2, 0.5, false, new SgdSpec(0, false, 0));
        NetworkSpec linear = new NetworkSpec(List.of(), Activation.RELU);
        // 0.1 at even updates, 0 at odd ones.
        NetworkTraining training = NetworkTraining.of(linear, lookahead, new Triangular(0, 0.1, 2, 1));
        GivenGradients network = new GivenGradients(1, 1);
        NetworkLearner learner = new NetworkLearner("net", network, List.of(training), new Cohort(1));
        float[] expected = {0.9f, 0.9f, 0.9f, 0.9f};
        for (int u = 0; u < 4; u++) {
            network.give(1);
            learner.update(new double[1], false);
            learner.synchronize();
            // Fast weights go 1, 0.9, 0.8, and after two steps half of the way back to 1.
            assertEquals(expected[u], network.parameters()[0], 1e-6f, "update " + u);
        }
    }
}
