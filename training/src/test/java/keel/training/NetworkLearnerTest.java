package keel.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import keel.training.guard.Divergence;
import keel.training.guard.GuardSpec;
import keel.training.network.Activation;
import keel.training.network.NetworkSpec;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.GradientClipping;
import keel.training.optimizer.RestartReset;
import keel.training.optimizer.SgdSpec;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;
import keel.training.rate.Exponential;
import keel.training.rate.Linear;
import keel.training.rate.NetworkRate;
import keel.training.rate.RateSchedule;
import keel.training.rate.Triangular;
import keel.training.telemetry.UpdateRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkLearnerTest {
    private static final NetworkSpec LINEAR = new NetworkSpec(List.of(), Activation.RELU);
    /** Adam's first step with ε = 1 is rate * g / (|g| + 1), easy by hand. */
    private static final AdamSpec BY_HAND = new AdamSpec(0.9, 0.999, 1);

    private static NetworkTraining training(AdamSpec adam, RateSchedule rate) {
        return NetworkTraining.of(LINEAR, adam, rate);
    }

    private static NetworkTraining clipped(double rate, AdamSpec adam, double bound) {
        return NetworkTraining.of(LINEAR, adam, new Constant(rate), GradientClipping.byNorm(bound));
    }

    private static Optional<String> reason(Cohort cohort, int member) {
        return cohort.divergence(member).map(Divergence::sentence);
    }

    private static Divergence because(String why) {
        return new Divergence("critic", "loss", Double.NaN, new UpdateRecord(0, 1, Double.NaN, 1, 1), why);
    }

    private static Map<String, Double> describe(NetworkLearner learner, int member) {
        Map<String, Double> values = new LinkedHashMap<>();
        learner.describe(member, values);
        return values;
    }

    @Test
    void telemetryIsWhatAHandComputes() {
        GivenGradients network = new GivenGradients(1, 3, 4);
        NetworkLearner learner =
                new NetworkLearner("actor", network, List.of(training(BY_HAND, new Constant(0.5))), new Cohort(1));
        network.give(1, -2);
        learner.update(new double[] {0.75}, true);

        double a = 3 - 0.5 * 1 / (1 + 1);
        double b = 4 + 0.5 * 2 / (2 + 1);
        assertArrayEquals(new float[] {(float) a, (float) b}, network.parameters(), 1e-6f);
        Map<String, Double> values = describe(learner, 0);
        assertEquals(
                List.of("rate/actor", "loss/actor", "gradient_norm/actor", "update_ratio/actor", "weight_norm/actor"),
                List.copyOf(values.keySet()));
        assertEquals(0.5, values.get("rate/actor"));
        assertEquals(0.75, values.get("loss/actor"));
        assertEquals(Math.sqrt(5), values.get("gradient_norm/actor"), 1e-12);
        // From (3, 4), of length 5, by (1/4, 1/3).
        assertEquals(Math.sqrt(1 / 16.0 + 1 / 9.0) / 5, values.get("update_ratio/actor"), 1e-7);
        assertEquals(Math.sqrt(a * a + b * b), values.get("weight_norm/actor"), 1e-6);
    }

    /** The momentum that is told is that of the last step, and there was none. */
    @Test
    void aPauseLeavesTheMomentumThatIsTold() {
        GivenGradients network = new GivenGradients(1, 3, 4);
        NetworkRate rate = new NetworkRate(
                new Linear(0.5, 0, 1),
                Optional.of(new Linear(0.8, 0.2, 1)),
                Optional.empty(),
                Optional.empty(),
                List.of());
        NetworkTraining training = new NetworkTraining(
                LINEAR,
                new SgdSpec(0.9, false, 0),
                GradientClipping.NONE,
                RestartReset.NOTHING,
                rate,
                GuardSpec.NON_FINITE);
        NetworkLearner learner = new NetworkLearner("actor", network, List.of(training), new Cohort(1));
        for (double expected : new double[] {0.8, 0.8}) {
            network.give(1, -2);
            learner.update(new double[] {0.75}, true);
            assertEquals(expected, describe(learner, 0).get("momentum/actor"));
        }
        assertEquals(0.0, describe(learner, 0).get("rate/actor"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void normsCountEveryParameterOfTheMemberAndNoOther(int n) {
        // Member 1 of three has gradients 1, 2, 3 ...: the sum of squares is n (n + 1) (2n + 1) / 6.
        float[] gradients = new float[3 * n];
        for (int i = 0; i < n; i++) {
            gradients[i] = 1000;
            gradients[n + i] = i + 1;
            gradients[2 * n + i] = 1000;
        }
        GivenGradients network = new GivenGradients(3, new float[3 * n]);
        NetworkTraining each = training(BY_HAND, new Constant(1e-3));
        NetworkLearner learner = new NetworkLearner("q", network, List.of(each, each, each), new Cohort(3));
        network.give(gradients);
        learner.update(new double[3], true);
        assertEquals(
                Math.sqrt(n * (n + 1.0) * (2 * n + 1) / 6), describe(learner, 1).get("gradient_norm/q"), 1e-12);
    }

    @Test
    void aNetworkOfZeroWeightsHasNoUpdateRatio() {
        GivenGradients network = new GivenGradients(1, 0, 0);
        NetworkLearner learner =
                new NetworkLearner("q", network, List.of(training(BY_HAND, new Constant(0.5))), new Cohort(1));
        network.give(1, 1);
        learner.update(new double[1], true);
        assertEquals(0.0, describe(learner, 0).get("update_ratio/q"));
    }

    @Test
    void eachMemberIsUpdatedAtItsOwnRateOfTheSharedClock() {
        GivenGradients network = new GivenGradients(2, 0, 0);
        RateSchedule halving = new Exponential(1, 0.5);
        NetworkLearner learner = new NetworkLearner(
                "q",
                network,
                List.of(training(BY_HAND, halving), training(BY_HAND, new Constant(0.125))),
                new Cohort(2));
        for (int update = 0; update < 5; update++) {
            assertEquals(update, learner.updates());
            network.give(1, 1);
            learner.update(new double[2], false);
            assertEquals(halving.at(update), describe(learner, 0).get("rate/q"));
            assertEquals(0.125, describe(learner, 1).get("rate/q"));
            assertEquals(update + 1, network.changes(), "the network hears of new parameters");
            assertArrayEquals(new float[2], network.gradients(), "a new sum begins");
        }
        // A constant gradient makes every step rate / 2: 1 + 1/2 + 1/4 + 1/8 + 1/16 and 5/8, halved.
        assertEquals(-1.9375 / 2, network.parameters()[0], 1e-6);
        assertEquals(-0.625 / 2, network.parameters()[1], 1e-6);
    }

    @Test
    void anUpdateAtRateZeroLeavesParametersAndMomentsAloneWhileTheClockGoesOn() {
        // 0.1 at even updates, 0 at odd ones.
        RateSchedule onAndOff = new Triangular(0, 0.1, 2, 1);
        GivenGradients pausing = new GivenGradients(1, 1, 2, 3);
        GivenGradients steady = new GivenGradients(1, 1, 2, 3);
        NetworkLearner pauses =
                new NetworkLearner("q", pausing, List.of(training(AdamSpec.DEFAULT, onAndOff)), new Cohort(1));
        NetworkLearner goesOn =
                new NetworkLearner("q", steady, List.of(training(AdamSpec.DEFAULT, new Constant(0.1))), new Cohort(1));
        RandomStream random = RandomStream.named(1, "gradients");
        for (int i = 0; i < 20; i++) {
            float[] gradient = {(float) random.nextGaussian(), (float) random.nextGaussian(), 1e-3f};
            pausing.give(gradient);
            pauses.update(new double[1], true);
            steady.give(gradient);
            goesOn.update(new double[1], true);

            float[] before = pausing.parameters().clone();
            pausing.give(100, -100, 100);
            pauses.update(new double[] {7}, true);
            assertArrayEquals(before, pausing.parameters());
            Map<String, Double> values = describe(pauses, 0);
            assertEquals(0.0, values.get("rate/q"));
            assertEquals(0.0, values.get("update_ratio/q"));
            assertEquals(7.0, values.get("loss/q"));

            // Bit for bit, so moments and Adam's step count match as well.
            assertArrayEquals(steady.parameters(), pausing.parameters(), "after step " + i);
        }
        assertEquals(40, pauses.updates());
        assertEquals(20, goesOn.updates());
    }

    @Test
    void clippingBoundsTheNormKeepsTheDirectionAndIsAMembersOwn() {
        // With a huge ε and as huge a rate, a first step is the gradient itself.
        AdamSpec huge = new AdamSpec(0.9, 0.999, 1e9);
        GivenGradients network = new GivenGradients(4, new float[8]);
        NetworkLearner learner = new NetworkLearner(
                "q",
                network,
                List.of(
                        clipped(1e9, huge, 100),
                        clipped(1e9, huge, 1),
                        clipped(1e9, huge, 5),
                        training(huge, new Constant(1e9))),
                new Cohort(4));
        network.give(3, -4, 3, -4, 3, -4, 3, -4);
        learner.update(new double[4], true);
        assertArrayEquals(new float[] {-3, 4, -0.6f, 0.8f, -3, 4, -3, 4}, network.parameters(), 1e-5f);
        for (int p = 0; p < 4; p++) {
            assertEquals(5.0, describe(learner, p).get("gradient_norm/q"), "the norm before clipping");
        }
    }

    static Stream<Arguments> divergences() {
        float inf = Float.POSITIVE_INFINITY;
        return Stream.of(
                Arguments.of(Double.NaN, 1f, "loss is NaN"),
                Arguments.of(Double.POSITIVE_INFINITY, 1f, "loss is Infinity"),
                Arguments.of(Double.NEGATIVE_INFINITY, 1f, "loss is -Infinity"),
                Arguments.of(0.5, inf, "gradient norm is Infinity"),
                Arguments.of(0.5, -inf, "gradient norm is Infinity"),
                Arguments.of(0.5, Float.NaN, "gradient norm is NaN"));
    }

    @ParameterizedTest
    @MethodSource("divergences")
    void numbersThatAreNotFiniteEndOnlyTheirMemberAndSayWhere(double loss, float gradient, String value) {
        GivenGradients network = new GivenGradients(3, 1, 1, 1, 1, 1, 1);
        Cohort cohort = new Cohort(3);
        NetworkTraining each =
                NetworkTraining.of(LINEAR, BY_HAND, new Exponential(0.5, 0.5), GradientClipping.byNorm(1.0));
        NetworkLearner learner = new NetworkLearner("critic", network, List.of(each, each, each), cohort);
        network.give(1, 1, 1, 1, 1, 1);
        learner.update(new double[3], true);
        float[] before = network.parameters().clone();

        network.give(1, 1, 1, gradient, 1, 1);
        learner.update(new double[] {0, loss, 0}, true);

        assertEquals(Optional.of("critic: " + value + " at update 1 with learning rate 0.25"), reason(cohort, 1));
        assertEquals(List.of(1), network.deactivated);
        assertTrue(cohort.active(0) && cohort.active(2));
        for (int i = 0; i < 6; i++) {
            assertEquals(i / 2 == 1, before[i] == network.parameters()[i], "parameter " + i);
        }

        // It stays ended, whatever comes.
        network.give(1, 1, 1, 1, 1, 1);
        learner.update(new double[3], true);
        assertEquals(before[2], network.parameters()[2]);
        assertEquals(0.25, describe(learner, 1).get("rate/critic"), "telemetry keeps its last update");
    }

    @Test
    void hugeFiniteGradientsAreNotDivergence() {
        // Their squares overflow a float; the norm is summed in double.
        GivenGradients network = new GivenGradients(1, 1, 1);
        Cohort cohort = new Cohort(1);
        NetworkLearner learner = new NetworkLearner("q", network, List.of(clipped(0.1, AdamSpec.DEFAULT, 1)), cohort);
        network.give(3e30f, 4e30f);
        learner.update(new double[1], true);
        assertTrue(cohort.active(0));
        assertEquals(5e30, describe(learner, 0).get("gradient_norm/q"), 1e24);
        // Clipped to (0.6, 0.8), so Adam's first step is the rate.
        assertArrayEquals(new float[] {0.9f, 0.9f}, network.parameters(), 1e-6f);
    }

    @Test
    void parametersThatAreNotFiniteEndTheirMemberAndSayAfterWhichUpdate() {
        GivenGradients network = new GivenGradients(3, 1, 1, 1, 1, 1, 1);
        Cohort cohort = new Cohort(3);
        NetworkTraining each = training(BY_HAND, new Exponential(0.5, 0.5));
        NetworkLearner learner = new NetworkLearner("critic", network, List.of(each, each, each), cohort);
        network.give(1, 1, 1, 1, 1, 1);
        learner.update(new double[3], false);
        learner.checkParameters();
        assertTrue(cohort.active(0) && cohort.active(1) && cohort.active(2));

        network.parameters()[2] = Float.NaN;
        network.parameters()[5] = Float.NEGATIVE_INFINITY;
        learner.checkParameters();
        String after = " at update 0 with learning rate 0.5, after that update";
        assertTrue(cohort.active(0));
        assertEquals(Optional.of("critic: parameter norm is NaN" + after), reason(cohort, 1));
        assertEquals(Optional.of("critic: parameter norm is Infinity" + after), reason(cohort, 2));
        assertEquals(List.of(1, 2), network.deactivated);
    }

    @Test
    void aMemberEndedByAnotherNetworkIsNotUpdatedEither() {
        Cohort cohort = new Cohort(2);
        GivenGradients actor = new GivenGradients(2, 1, 1);
        NetworkTraining each = training(BY_HAND, new Constant(1));
        NetworkLearner learner = new NetworkLearner("actor", actor, List.of(each, each), cohort);
        cohort.diverge(0, because("first"));
        actor.give(1, 1);
        learner.update(new double[2], false);
        assertArrayEquals(new float[] {1, 0.5f}, actor.parameters(), 1e-6f);
        assertEquals(List.of(0), actor.deactivated);
    }

    @Test
    void theFirstReasonStandsAndEndsTheCohortWithItsLastMember() {
        Cohort cohort = new Cohort(2);
        cohort.diverge(1, because("first"));
        cohort.diverge(1, because("second"));
        assertEquals(Optional.of(because("first")), cohort.divergence(1));
        assertTrue(cohort.anyActive());
        cohort.diverge(0, because("third"));
        assertFalse(cohort.anyActive());
        assertThrows(IllegalArgumentException.class, () -> new Cohort(0));
    }

    @Test
    void trainingsMustBeOneAMember() {
        NetworkTraining each = training(BY_HAND, new Constant(1));
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new NetworkLearner("actor", new GivenGradients(2, 1, 1), List.of(each), new Cohort(2)))
                .getMessage();
        assertTrue(message.contains("actor has 2 members but 1 trainings"), message);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aBoundOnTheNormThatBoundsNothingIsRefused(double bound) {
        String message = assertThrows(InvalidConfigException.class, () -> clipped(1, BY_HAND, bound))
                .getMessage();
        assertTrue(message.contains("max-gradient-norm is " + bound) && message.contains("Leave it out"), message);
    }

    /** Its square would make Adam's mean of squares infinite, and the parameter would never move again. */
    @Test
    void aFiniteGradientTooLongForFloatsDivergesUnlessClippingBoundsIt() {
        Cohort cohort = new Cohort(2);
        GivenGradients network = new GivenGradients(2, 1, 1);
        NetworkLearner learner = new NetworkLearner(
                "critic", network, List.of(training(BY_HAND, new Constant(0.5)), clipped(0.5, BY_HAND, 1)), cohort);
        network.give(1e20f, 1e20f);
        learner.update(new double[] {1, 1}, false);
        String reason = reason(cohort, 0).orElseThrow();
        assertTrue(reason.startsWith("critic: gradient norm is ") && reason.contains("update 0"), reason);
        assertTrue(cohort.active(1));
        assertEquals(1f, network.parameters()[0]);
        assertEquals(1 - 0.5f / 2, network.parameters()[1], 1e-6f);
    }
}
