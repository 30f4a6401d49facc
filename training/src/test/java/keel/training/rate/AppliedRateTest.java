package keel.training.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import keel.training.InvalidConfigException;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AppliedRateTest {
    private static final double LN4 = 2 * Math.log(2);
    private static final Plateau AFTER_TWO = new Plateau(Plateau.Mode.MAX, 2, 0, Plateau.ThresholdMode.ABS, 0);
    private static final GapAware GAP = new GapAware("loss/discriminator", LN4, 0.1, 0.1, 0.1, 2, 0);
    private static final AccuracyTarget ACCURACY =
            new AccuracyTarget("accuracy", 0.8, AccuracyTarget.Response.LOWER, 0.5, 0.25, 2);

    private static AppliedRate start(RateSchedule schedule, RateControllerSpec controller) {
        return new NetworkRate(schedule, Optional.empty(), Optional.of(controller), Optional.empty(), List.of())
                .start();
    }

    private static Map<String, Double> described(AppliedRate rate) {
        Map<String, Double> values = new LinkedHashMap<>();
        rate.describe("d", values);
        return values;
    }

    @Test
    void aPlainScheduleIsAppliedAsItIsAndDescribesNothing() {
        RateSchedule schedule = new CosineRestarts(0.5, 0.25, 5, 1, 0);
        AppliedRate rate = NetworkRate.of(schedule).start();
        for (long u = 0; u < 20; u++) {
            assertEquals(schedule.at(u), rate.at(u));
            assertEquals(schedule.restartsAt(u), rate.restartsAt(u));
            rate.observe("loss/discriminator", 3);
        }
        assertEquals(OptionalDouble.empty(), rate.momentum(3));
        assertEquals(Map.of(), described(rate));
    }

    @Test
    void aBatchFourTimesAsLargeQuadruplesOrDoublesTheRate() {
        for (BatchScaling.Rule rule : BatchScaling.Rule.values()) {
            BatchScaling scaling = new BatchScaling(rule, 64, 256);
            double factor = rule == BatchScaling.Rule.LINEAR ? 4 : 2;
            assertEquals(factor, scaling.factor());
            AppliedRate rate = new NetworkRate(
                            new Linear(0.5, 0, 10), Optional.empty(), Optional.empty(), Optional.of(scaling), List.of())
                    .start();
            assertEquals(0.25 * factor, rate.at(5));
            assertEquals(Map.of("rate_factor/d", factor), described(rate));
        }
    }

    @Test
    void everythingAtOnceIsDescribedInAFixedOrderAsItWasWhenTheRateWasAsked() {
        AppliedRate rate = new NetworkRate(
                        new Constant(1),
                        Optional.of(new Linear(0.9, 0.5, 4)),
                        Optional.of(ACCURACY),
                        Optional.of(new BatchScaling(BatchScaling.Rule.LINEAR, 2, 1)),
                        List.of(1.0, 0.0))
                .start();
        assertEquals(0.5, rate.at(0));
        rate.observe("accuracy", 0.1);
        assertEquals(0.5 * Math.exp(0.5), rate.at(1), 1e-15);
        assertEquals(OptionalDouble.of(0.8), rate.momentum(1));
        rate.observe("accuracy", 0.1);
        Map<String, Double> values = described(rate);
        assertEquals(List.of("rate_factor/d", "controller_factor/d", "momentum/d"), List.copyOf(values.keySet()));
        assertEquals(0.5, values.get("rate_factor/d"));
        assertEquals(Math.exp(0.5), values.get("controller_factor/d"), 1e-15);
        assertEquals(0.8, values.get("momentum/d"));
    }

    @Test
    void onlyTheMetricNamedIsListenedTo() {
        AppliedRate rate = start(new Constant(1), GAP);
        rate.observe("loss/generator", 100);
        assertEquals(1, rate.at(0));
        rate.observe("loss/discriminator", 100);
        assertEquals(2, rate.at(1));
    }

    static Stream<Arguments> gaps() {
        // Factor = 2^(gap / 0.1 V*) above, 0.1^(gap / 0.1 V*) below, each at most one such step.
        return Stream.of(
                Arguments.of(LN4, 1),
                Arguments.of(1.05 * LN4, Math.sqrt(2)),
                Arguments.of(1.1 * LN4, 2),
                Arguments.of(5 * LN4, 2),
                Arguments.of(0.95 * LN4, Math.sqrt(0.1)),
                Arguments.of(0.9 * LN4, 0.1),
                Arguments.of(0, 0.1));
    }

    @ParameterizedTest
    @MethodSource("gaps")
    void gapAwareSlowsAWinningDiscriminatorAndSpeedsALosingOne(double loss, double factor) {
        AppliedRate rate = start(new Constant(0.5), GAP);
        assertEquals(0.5, rate.at(0));
        rate.observe("loss/discriminator", loss);
        assertEquals(0.5 * factor, rate.at(1), 1e-12);
    }

    @Test
    void gapAwareSmoothsFromTheIdealAndPassesOverWhatIsNotFinite() {
        AppliedRate rate = start(new Constant(1), new GapAware("loss", 2, 0.5, 0.5, 0.1, 2, 0.75));
        rate.observe("loss", 4);
        // Average 0.75 * 2 + 0.25 * 4 = 2.5, half of the gap of 1 that doubles the rate.
        assertEquals(Math.sqrt(2), rate.at(0), 1e-15);
        rate.observe("loss", Double.NaN);
        rate.observe("loss", Double.POSITIVE_INFINITY);
        assertEquals(Math.sqrt(2), rate.at(1), 1e-15);
        rate.observe("loss", -0.5);
        // 0.75 * 2.5 - 0.125 = 1.75: a quarter of the gap that gives a tenth.
        assertEquals(Math.pow(0.1, 0.25), rate.at(2), 1e-15);
    }

    @Test
    void gapAwareMeasuresInTheLossItselfWhereTheIdealIsZero() {
        GapAware wasserstein = new GapAware("loss", 0, 0.5, 2, 0.1, 4, 0);
        assertEquals(2, wasserstein.factor(1), 1e-15);
        assertEquals(0.1, wasserstein.factor(-0.5), 1e-15);
        // A hinge-like negative ideal is measured by its size.
        assertEquals(2, new GapAware("loss", -2, 1, 1, 0.1, 4, 0).factor(-1), 1e-15);
    }

    @Test
    void accuracyTargetMovesBySteps() {
        AppliedRate rate = start(new Constant(1), ACCURACY);
        double step = Math.exp(0.5);
        double[] accuracies = {0.9, 0.8, 0.9, 0.95, 1, Double.NaN, 0.7, 0.1, 0.1, 0.1, 0.1};
        double[] factors = {
            1 / step,
            1 / step,
            1 / step / step,
            0.25,
            0.25,
            0.25,
            0.25 * step,
            0.25 * step * step,
            0.25 * Math.exp(1.5),
            0.25 * Math.exp(2),
            2
        };
        for (int i = 0; i < accuracies.length; i++) {
            rate.observe("accuracy", accuracies[i]);
            assertEquals(factors[i], rate.at(i), 1e-12, "value " + i);
        }
        AppliedRate opponent = start(
                new Constant(1), new AccuracyTarget("accuracy", 0.8, AccuracyTarget.Response.RAISE, 0.5, 0.25, 2));
        opponent.observe("accuracy", 0.9);
        assertEquals(step, opponent.at(0), 1e-15);
    }

    @Test
    void reduceOnPlateauScalesAScheduleAndStopsAtTheSmallestRate() {
        RateSchedule schedule = new Linear(0.8, 0.1, 7);
        AppliedRate rate = start(schedule, new ReduceOnPlateau("m", AFTER_TWO, 0.5, 0.3, 0));
        rate.observe("m", 1);
        assertEquals(0.8, rate.at(0));
        for (int i = 0; i < 3; i++) {
            rate.observe("m", 1);
        }
        assertEquals(0.7 * 0.5, rate.at(1), 1e-15);
        // Half of 0.6 would be the floor itself; below it the schedule's own rate is kept.
        assertEquals(0.3, rate.at(2), 1e-15);
        assertEquals(0.3, rate.at(5), 1e-15);
        assertEquals(0.2, rate.at(6), 1e-15);
        assertEquals(0.1, rate.at(7), 1e-15);
    }

    @Test
    void aMetricThatIsNotANumberCountsAsNoImprovement() {
        AppliedRate rate = start(new Constant(1), new ReduceOnPlateau("m", AFTER_TWO, 0.5, 0, 0));
        rate.observe("m", 1);
        for (int i = 0; i < 3; i++) {
            assertEquals(1, rate.at(i));
            rate.observe("m", Double.NaN);
        }
        assertEquals(0.5, rate.at(3));
    }

    @Test
    void restartOnPlateauStartsTheSchedulesClockAgainAndForgetsTheBest() {
        RateSchedule schedule = new Cosine(1, 0, 80);
        AppliedRate rate = start(schedule, new RestartOnPlateau("eval/return", AFTER_TWO));
        double[] returns = {5, 6, 6, 6, 6, 2, 3, 3, 3, 3, 3};
        int evaluation = 0;
        for (long u = 0; u < 110; u++) {
            long origin = u < 50 ? 0 : u < 100 ? 50 : 100;
            assertEquals(schedule.at(u - origin), rate.at(u), "update " + u);
            assertEquals(u == 50 || u == 100, rate.restartsAt(u), "update " + u);
            assertEquals(Map.of("schedule_update/d", (double) (u - origin)), described(rate));
            if (u % 10 == 9) {
                rate.observe("eval/return", returns[evaluation++]);
            }
        }
    }

    @Test
    void momentumStartsAgainWithTheSchedule() {
        RateSchedule momentum = new Triangular(0.5, 0.9, 20, 0);
        AppliedRate rate = new NetworkRate(
                        new Cosine(1, 0, 80),
                        Optional.of(momentum),
                        Optional.of(new RestartOnPlateau("m", AFTER_TWO)),
                        Optional.empty(),
                        List.of())
                .start();
        for (long u = 0; u < 12; u++) {
            rate.at(u);
            long origin = u < 7 ? 0 : 7;
            assertEquals(momentum.at(u - origin), rate.momentum(u).orElseThrow(), "update " + u);
            assertEquals(momentum.at(u - origin), described(rate).get("momentum/d"));
            if (u >= 3 && u <= 6) {
                rate.observe("m", 5);
            }
        }
    }

    @Test
    void aRestartByControllerIsSeenBesideTheSchedulesOwn() {
        RateSchedule schedule = new CosineRestarts(1, 0, 4, 1, 0);
        AppliedRate rate = start(
                schedule, new RestartOnPlateau("m", new Plateau(Plateau.Mode.MIN, 0, 0, Plateau.ThresholdMode.REL, 0)));
        rate.at(0);
        rate.observe("m", 1);
        assertEquals(1, rate.at(0));
        assertTrue(rate.restartsAt(4));
        rate.at(1);
        rate.observe("m", 1);
        assertTrue(rate.restartsAt(2));
        assertFalse(rate.restartsAt(4));
        assertTrue(rate.restartsAt(6));
    }

    static Stream<RateControllerSpec> controllers() {
        return Stream.of(
                new ReduceOnPlateau(
                        "m", new Plateau(Plateau.Mode.MIN, 1, 0.01, Plateau.ThresholdMode.REL, 2), 0.7, 0.01, 1e-8),
                new RestartOnPlateau("m", new Plateau(Plateau.Mode.MAX, 1, 0.01, Plateau.ThresholdMode.ABS, 3)),
                new GapAware("m", 0.5, 0.3, 0.4, 0.1, 2, 0.9),
                new AccuracyTarget("m", 0.5, AccuracyTarget.Response.LOWER, 0.1, 0.2, 3));
    }

    /** Every state that a controller can be in is saved: after each update, go on from a copy beside the original. */
    @ParameterizedTest
    @MethodSource("controllers")
    void aRestoredRateGoesOnBitForBit(RateControllerSpec controller) {
        NetworkRate spec = new NetworkRate(
                new CosineRestarts(0.5, 0.25, 7, 1, 0),
                Optional.of(new Constant(0.5)),
                Optional.of(controller),
                Optional.of(new BatchScaling(BatchScaling.Rule.SQUARE_ROOT, 3, 7)),
                List.of());
        AppliedRate original = spec.start();
        RandomStream random = RandomStream.named(5, "metric");
        AppliedRate copy = spec.start();
        boolean moved = false;
        for (long u = 0; u < 200; u++) {
            StateWriter saved = new StateWriter();
            original.save(saved.under("rate"));
            copy = spec.start();
            copy.restore(saved.reader().under("rate"));
            assertEquals(described(original), described(copy));
            for (int next = 0; next < 3; next++) {
                double value = random.nextDouble();
                original.observe("m", value);
                copy.observe("m", value);
                u++;
                assertEquals(original.at(u), copy.at(u), "update " + u);
                assertEquals(original.restartsAt(u), copy.restartsAt(u));
                assertEquals(described(original), described(copy));
                moved |= original.at(u) != spec.schedule().at(u) * Math.sqrt(7.0 / 3);
            }
        }
        assertTrue(moved, "the controller did nothing, so nothing was compared");
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                fails(() -> momentum(new Linear(0.9, 1, 5)), "linear schedule reaches up to 1.0", "[0, 1)"),
                fails(() -> layers(1.0, -0.5), "-0.5 is not", "Use 1"),
                fails(() -> layers(Double.NaN), "NaN is not", "Use 1"),
                fails(() -> new BatchScaling(BatchScaling.Rule.LINEAR, 0, 5), "reference-batch is 0", "tuned with"),
                fails(() -> plateau(-1, 0, 0), "patience is -1", "Use 10"),
                fails(() -> plateau(1, -1, 0), "threshold is -1.0", "Use 1e-4"),
                fails(() -> plateau(1, 0, -1), "cooldown is -1", "Use 10"),
                fails(() -> new ReduceOnPlateau("m", AFTER_TWO, 1, 0, 0), "factor is 1.0", "Use 0.5"),
                fails(() -> new ReduceOnPlateau("m", AFTER_TWO, 0.5, -1, 0), "min-rate is -1.0", "1e-3"),
                fails(() -> new ReduceOnPlateau("m", AFTER_TWO, 0.5, 0, -1), "eps is -1.0", "Use 1e-8"),
                fails(() -> new GapAware("m", Double.NaN, 1, 1, 1, 1, 0), "ideal is NaN", "1.386"),
                fails(() -> new GapAware("m", 1, 0, 1, 1, 1, 0), "below is 0.0", "0.1"),
                fails(() -> new GapAware("m", 1, 1, 0, 1, 1, 0), "above is 0.0", "0.1"),
                fails(() -> new GapAware("m", 1, 1, 1, 0, 1, 0), "lowest is 0.0", "0.1"),
                fails(() -> new GapAware("m", 1, 1, 1, 1, 0.5, 0), "highest is 0.5", "example 2"),
                fails(() -> new GapAware("m", 1, 1, 1, 1, 1, 1), "smoothing is 1.0", "0.95"),
                fails(() -> accuracy(Double.NaN, 1, 1, 1), "target is NaN", "0.8"),
                fails(() -> accuracy(0, 0, 1, 1), "speed is 0.0", "0.01"),
                fails(() -> accuracy(0, 1, 2, 1), "lowest is 2.0", "0.1"),
                fails(() -> accuracy(0, 1, 1, 0.5), "highest is 0.5", "example 2"));
    }

    private static NetworkRate momentum(RateSchedule momentum) {
        return new NetworkRate(new Constant(1), Optional.of(momentum), Optional.empty(), Optional.empty(), List.of());
    }

    private static NetworkRate layers(Double... layers) {
        return new NetworkRate(new Constant(1), Optional.empty(), Optional.empty(), Optional.empty(), List.of(layers));
    }

    private static Plateau plateau(long patience, double threshold, long cooldown) {
        return new Plateau(Plateau.Mode.MIN, patience, threshold, Plateau.ThresholdMode.REL, cooldown);
    }

    private static AccuracyTarget accuracy(double target, double speed, double lowest, double highest) {
        return new AccuracyTarget("m", target, AccuracyTarget.Response.LOWER, speed, lowest, highest);
    }

    private static Arguments fails(Executable create, String value, String fix) {
        return Arguments.of(create, value, fix);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("invalid")
    void anInvalidParameterIsRefusedWithItsValueAndTheFix(Executable create, String value, String fix) {
        String message = assertThrows(InvalidConfigException.class, create).getMessage();
        for (String part : List.of(value, fix)) {
            assertTrue(message.contains(part), () -> "'%s' lacks '%s'".formatted(message, part));
        }
    }
}
