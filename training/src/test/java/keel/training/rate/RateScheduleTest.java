package keel.training.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import keel.training.InvalidConfigException;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RateScheduleTest {
    private static final long FARTHEST = 1L << 53;

    static List<RateSchedule> everyType() {
        return Schedules.threeOfEveryType();
    }

    @Test
    void everyTypeIsTriedAndHasANameOfItsOwn() {
        Set<Class<?>> types = Set.of(RateSchedule.class.getPermittedSubclasses());
        assertEquals(types, everyType().stream().map(Object::getClass).collect(Collectors.toSet()));
        assertEquals(
                types.size(),
                everyType().stream().map(RateSchedule::type).distinct().count());
    }

    @Test
    void ratesAreFiniteAndNeverLeaveTheirRange() {
        RandomStream random = RandomStream.named(2, "updates");
        Schedules.all().forEach(schedule -> {
            RateRange range = schedule.range();
            assertTrue(range.low() >= 0 && range.high() < 1e60, () -> schedule + " has " + range);
            for (int i = 0; i < 200; i++) {
                long update = i < 100 ? i : i == 100 ? FARTHEST : random.nextLong() >>> (11 + random.nextInt(52));
                double rate = schedule.at(update);
                assertTrue(
                        rate >= range.low() && rate <= range.high(),
                        () -> "%s at %d is %s, not in %s".formatted(schedule, update, rate, range));
            }
        });
    }

    @Test
    void rangesAreNoWiderThanTheCurve() {
        // Where a curve reaches both ends of its range within the updates tried, the range says so exactly.
        for (RateSchedule schedule : List.of(
                new Linear(0.5, 0.25, 10),
                new Geometric(0.25, 0.5, 10),
                new Polynomial(0.5, 0.25, 10, 2, false),
                new Cosine(0.5, 0.25, 10),
                new Triangular(0.25, 0.5, 10, 0),
                new Triangular2(0.25, 0.5, 10, 0.5, 0),
                new OneCycle(0.5, 10, 0.5, 2, 2, Curve.LINEAR, false),
                new WarmUpStableDecay(0.5, 2, 2, 2, 0.25, 0.25, Curve.COSINE),
                new Piecewise(List.of(0L, 5L), List.of(0.5, 0.25), Curve.HOLD),
                new WarmUp(5, 0.25, new Cosine(0.5, 0.25, 5)),
                new Mirror(new Cosine(0.5, 0.25, 10)),
                new Clamp(0.25, OptionalDouble.of(0.5), new Linear(0, 1, 10)))) {
            double[] rates =
                    LongStream.rangeClosed(0, 10).mapToDouble(schedule::at).toArray();
            RateRange seen = new RateRange(
                    Arrays.stream(rates).min().orElseThrow(),
                    Arrays.stream(rates).max().orElseThrow());
            assertEquals(seen, schedule.range(), schedule.toString());
        }
    }

    @Test
    void aPhaseIsAShiftOfTheUpdateIndex() {
        RandomStream random = RandomStream.named(3, "phases");
        for (int i = 0; i < 200; i++) {
            long period = 1L + random.nextInt(50);
            long phase = random.nextInt(1000);
            double multiplier = 1 + (i % 2) * (0.1 + random.nextDouble());
            double rise = 0.1 + 0.8 * random.nextDouble();
            OptionalLong cycles = OptionalLong.of(1 + random.nextInt(9));
            List<LongFunction<RateSchedule>> byPhase = List.of(
                    p -> new Triangular(0.1, 0.7, period, rise, p),
                    p -> new Triangular2(0.1, 0.7, period, rise, p),
                    p -> new ExpRange(0.1, 0.7, period, 0.99, rise, p),
                    p -> new CosineRestarts(0.7, 0.1, period, multiplier, 0.9, cycles, p),
                    p -> new InverseSquareRoot(0.7, period, p));
            for (LongFunction<RateSchedule> family : byPhase) {
                for (long update = 1; update < 100; update += 3) {
                    RateSchedule original = family.apply(0);
                    assertEquals(
                            original.at(update + phase), family.apply(phase).at(update));
                    assertEquals(
                            original.restartsAt(update + phase),
                            family.apply(phase).restartsAt(update));
                    assertEquals(family.apply(phase).at(update), new PhaseShift(phase, original).at(update));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyType")
    void aPhaseShiftOfAnyScheduleShiftsItsIndexAndItsRestarts(RateSchedule schedule) {
        RateSchedule shifted = new PhaseShift(137, schedule);
        assertFalse(shifted.restartsAt(0));
        for (long update = 0; update < 400; update++) {
            assertEquals(schedule.at(update + 137), shifted.at(update));
            assertEquals(update > 0 && schedule.restartsAt(update + 137), shifted.restartsAt(update));
        }
    }

    @ParameterizedTest
    @MethodSource("everyType")
    void aSequenceIsItsParts(RateSchedule schedule) {
        RateSchedule other = new CosineRestarts(0.5, 0.25, 7, 1, 0);
        RateSchedule sequence = new Sequence(List.of(other, schedule, other), List.of(20L, 30L));
        for (long u = 0; u < 100; u++) {
            RateSchedule part = u >= 20 && u < 50 ? schedule : other;
            long own = u < 20 ? u : u < 50 ? u - 20 : u - 50;
            assertEquals(part.at(own), sequence.at(u));
            assertEquals(part.restartsAt(own), sequence.restartsAt(u));
        }
    }

    @ParameterizedTest
    @MethodSource("everyType")
    void aWarmUpClimbsAStraightLineAndHandsOver(RateSchedule schedule) {
        RateSchedule warm = new WarmUp(8, 0.5, schedule);
        assertEquals(0.5, warm.at(0));
        assertEquals((0.5 + schedule.at(0)) / 2, warm.at(4), 1e-15 * (1 + schedule.at(0)));
        for (long u = 0; u < 300; u++) {
            assertEquals(schedule.at(u), warm.at(u + 8));
            assertEquals(schedule.restartsAt(u), warm.restartsAt(u + 8));
        }
        for (long u = 0; u < 8; u++) {
            assertFalse(warm.restartsAt(u));
        }
    }

    @ParameterizedTest
    @MethodSource("everyType")
    void productClampMirrorAndJitterAreWhatTheySay(RateSchedule schedule) {
        RateSchedule half = new Linear(0.5, 0.25, 100);
        RateSchedule product = new Product(List.of(schedule, half));
        RateSchedule clamp = new Clamp(1e-3, OptionalDouble.of(1e-2), schedule);
        RateSchedule mirror = new Mirror(schedule);
        RateRange range = schedule.range();
        RateSchedule jitter = new Jitter(Jitter.Distribution.UNIFORM, 0.2, 7, schedule);
        for (long u = 0; u < 200; u++) {
            double rate = schedule.at(u);
            assertEquals(rate * half.at(u), product.at(u));
            assertEquals(Math.min(1e-2, Math.max(1e-3, rate)), clamp.at(u));
            assertEquals(range.low() + range.high() - rate, mirror.at(u), 1e-15 * (1 + range.high()));
            assertTrue(jitter.at(u) >= 0.8 * rate && jitter.at(u) <= 1.2 * rate);
            for (RateSchedule outer : List.of(product, clamp, mirror, jitter)) {
                assertEquals(schedule.restartsAt(u), outer.restartsAt(u));
            }
        }
    }

    @Test
    void cyclesRepeat() {
        RandomStream random = RandomStream.named(4, "cycles");
        for (int i = 0; i < 100; i++) {
            long period = 1L + random.nextInt(80);
            double rise = 0.1 + 0.8 * random.nextDouble();
            long update = random.nextInt(1000);
            List<RateSchedule> cyclical =
                    List.of(new Triangular(0.1, 0.7, period, rise, 3), new CosineRestarts(0.7, 0.1, period, 1, 3));
            for (RateSchedule schedule : cyclical) {
                assertEquals(schedule.at(update), schedule.at(update + period));
                assertEquals(schedule.at(update), schedule.at(update + (FARTHEST / period - 40_000) * period));
            }
            // Half as high, and gamma to the period times as high, above low.
            double height = new Triangular2(0, 1, period, rise, 0).at(update);
            assertEquals(height / 2, new Triangular2(0, 1, period, rise, 0).at(update + period), 1e-15);
            ExpRange falling = new ExpRange(0, 1, period, 0.999, rise, 0);
            assertEquals(falling.at(update) * Math.pow(0.999, (double) period), falling.at(update + period), 1e-14);
        }
    }

    @Test
    void restartsAreWhereTheRateJumpsUp() {
        List<RateSchedule> jumping = List.of(
                new CosineRestarts(1, 0.1, 9, 1, 0),
                new CosineRestarts(1, 0.1, 9, 1.5, 4),
                new CosineRestarts(1, 0.1, 9, 2, 0.9, OptionalLong.of(4), 0),
                new Polynomial(1, 0.1, 9, 2, true));
        for (RateSchedule schedule : jumping) {
            int restarts = 0;
            assertFalse(schedule.restartsAt(0));
            for (long u = 1; u < 200; u++) {
                assertEquals(schedule.at(u) > schedule.at(u - 1), schedule.restartsAt(u), schedule + " at " + u);
                restarts += schedule.restartsAt(u) ? 1 : 0;
            }
            assertTrue(restarts >= 3, schedule::toString);
        }
        // Cycles of 4, 12 and 36 updates; the fourth never comes.
        RateSchedule three = new CosineRestarts(1, 0, 4, 3, 1, OptionalLong.of(3), 0);
        assertEquals(
                List.of(4L, 16L),
                LongStream.range(0, 500).filter(three::restartsAt).boxed().toList());
        assertEquals(0, three.at(52));
    }

    @Test
    void aTriangleMayRiseAndFallAtDifferentSpeeds() {
        // Up in 2 updates, down in 8.
        RateSchedule schedule = new Triangular(1, 3, 10, 0.2, 0);
        double[] byHand = {1, 2, 3, 2.75, 2.5, 2.25, 2, 1.75, 1.5, 1.25, 1};
        for (int update = 0; update < byHand.length; update++) {
            assertEquals(byHand[update], schedule.at(update), 1e-15);
        }
    }

    @Test
    void jitterIsAFunctionOfSeedAndUpdateAloneAndOnAverageOne() {
        RateSchedule one = new Constant(1);
        for (Jitter.Distribution distribution : Jitter.Distribution.values()) {
            RateSchedule jitter = new Jitter(distribution, 0.25, 1, one);
            RateSchedule again = new Jitter(distribution, 0.25, 1, one);
            RateSchedule other = new Jitter(distribution, 0.25, 2, one);
            double sum = 0;
            double squares = 0;
            int equal = 0;
            int n = 20_000;
            for (long u = n - 1L; u >= 0; u--) {
                assertEquals(jitter.at(u), again.at(u));
                equal += jitter.at(u) == other.at(u) || jitter.at(u) == jitter.at(u + 1) ? 1 : 0;
                double x = distribution == Jitter.Distribution.UNIFORM ? jitter.at(u) - 1 : Math.log(jitter.at(u));
                sum += x;
                squares += x * x;
            }
            assertEquals(0, equal);
            // Standard deviations: the spread, or spread / sqrt(3); five standard errors.
            double sigma = distribution == Jitter.Distribution.UNIFORM ? 0.25 / Math.sqrt(3) : 0.25;
            assertEquals(0, sum / n, 5 * sigma / Math.sqrt(n));
            assertEquals(sigma, Math.sqrt(squares / n), 0.02 * sigma);
            assertEquals(1, new Jitter(distribution, 0, 1, one).at(5));
        }
        // SplitMix64 written out in Python for seed 1, updates 0 and 1.
        assertEquals(1.24974824135803, new Jitter(Jitter.Distribution.UNIFORM, 0.5, 1, one).at(0));
        assertEquals(0.9382839062845528, new Jitter(Jitter.Distribution.UNIFORM, 0.5, 1, one).at(1));
    }

    @Test
    void triangularClimbsAStraightLineAndComesBack() {
        RateSchedule schedule = new Triangular(1, 3, 8, 0);
        double[] byHand = {1, 1.5, 2, 2.5, 3, 2.5, 2, 1.5, 1, 1.5};
        for (int update = 0; update < byHand.length; update++) {
            assertEquals(byHand[update], schedule.at(update), 1e-15);
        }
    }

    @Test
    void triangularOfOneUpdateStaysLow() {
        // Its only update is the start of a cycle.
        assertEquals(0.25, new Triangular(0.25, 0.5, 1, 0).at(17));
    }

    @Test
    void cosineStartsHighPassesTheMiddleAndStaysLow() {
        RateSchedule schedule = new Cosine(3, 1, 10);
        assertEquals(3, schedule.at(0));
        assertEquals(2, schedule.at(5), 1e-15);
        assertEquals(1, schedule.at(10));
        assertEquals(1, schedule.at(Long.MAX_VALUE));
    }

    @Test
    void restartsJumpBackAtTheEndOfEachLongerCycle() {
        RateSchedule schedule = new CosineRestarts(1, 0, 4, 3, 0);
        for (long start : List.of(0L, 4L, 16L, 52L)) {
            assertEquals(1, schedule.at(start), "cycle starting at " + start);
        }
        // Half-way through the cycles of 4, 12 and 36 updates.
        for (long middle : List.of(2L, 10L, 34L)) {
            assertEquals(0.5, schedule.at(middle), 1e-15, "update " + middle);
        }
    }

    @Test
    void anEnormousPhaseNeitherHangsNorLeavesTheBounds() {
        // 65536^4 is 2^64: a cycle length kept in a long would become 0 and never be reached.
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            double rate = new CosineRestarts(1, 0.5, 1, 65_536, 1L << 53).at(1L << 53);
            assertTrue(rate >= 0.5 && rate <= 1, () -> "rate is " + rate);
        });
    }

    @Test
    void anExponentialDecayEndsInZeroInsteadOfBelow() {
        assertEquals(0, new Exponential(1, 0.5).at(1_000_000));
        assertEquals(0.1, new Exponential(0.1, 1).at(1_000_000));
    }

    static Stream<Arguments> invalid() {
        String rateFix = "Use a value such as 1e-3";
        String orderFix = "Swap them";
        String updatesFix = "Use a plain number for a constant rate";
        String phaseFix = "whole periods";
        return Stream.of(
                fails(() -> new Constant(-0.5), "constant", "value is -0.5", rateFix),
                fails(() -> new Constant(Double.NaN), "constant", "value is NaN", rateFix),
                fails(() -> new Constant(Double.POSITIVE_INFINITY), "constant", "value is Infinity", rateFix),
                fails(() -> new Exponential(-1, 0.5), "exponential", "initial is -1.0", rateFix),
                fails(() -> new Exponential(1, 0), "exponential", "decay is 0.0", "use 0.99"),
                fails(() -> new Exponential(1, 1.5), "exponential", "decay is 1.5", "1 % less each update use 0.99"),
                fails(() -> new Exponential(1, Double.NaN), "exponential", "decay is NaN", "use 0.99"),
                fails(() -> new Cosine(-1, 0, 5), "cosine", "high is -1.0", rateFix),
                fails(() -> new Cosine(1, -2, 5), "cosine", "low is -2.0", rateFix),
                fails(() -> new Cosine(1, 2, 5), "cosine", "low (2.0) is above high (1.0)", orderFix),
                fails(() -> new Cosine(2, 1, 0), "cosine", "updates is 0", updatesFix),
                fails(() -> new CosineRestarts(-1, 0, 5, 1, 0), "cosine-restarts", "high is -1.0", rateFix),
                fails(() -> new CosineRestarts(1, -2, 5, 1, 0), "cosine-restarts", "low is -2.0", rateFix),
                fails(() -> new CosineRestarts(1, 2, 5, 1, 0), "cosine-restarts", "low (2.0) is above", orderFix),
                fails(() -> new CosineRestarts(2, 1, -3, 1, 0), "cosine-restarts", "period is -3", updatesFix),
                fails(() -> new CosineRestarts(2, 1, 5, 0, 0), "cosine-restarts", "multiplier is 0", "Use 1 for equal"),
                fails(() -> new CosineRestarts(2, 1, 5, 1, -4), "cosine-restarts", "phase is -4", phaseFix),
                fails(
                        () -> new CosineRestarts(2, 1, 5, 1, Long.MAX_VALUE),
                        "cosine-restarts",
                        "phase is 9223372036854775807",
                        phaseFix),
                fails(() -> new Triangular(-1, 0, 5, 0), "triangular", "low is -1.0", rateFix),
                fails(() -> new Triangular(0, Double.NaN, 5, 0), "triangular", "high is NaN", rateFix),
                fails(() -> new Triangular(2, 1, 5, 0), "triangular", "low (2.0) is above high (1.0)", orderFix),
                fails(() -> new Triangular(1, 2, 0, 0), "triangular", "period is 0", updatesFix),
                fails(() -> new Triangular(1, 2, 5, -1), "triangular", "phase is -1", phaseFix),
                fails(() -> new Triangular(1, 2, 5, 1, 0), "triangular", "rise is 1.0", "Use 0.5"),
                fails(() -> new Triangular2(1, 2, 5, 0, 0), "triangular2", "rise is 0.0", "Use 0.5"),
                fails(() -> new ExpRange(1, 2, 5, 1.1, 0.5, 0), "exp-range", "gamma is 1.1", "use geometric"),
                fails(() -> new Linear(-1, 0, 5), "linear", "start is -1.0", rateFix),
                fails(() -> new Linear(1, -2, 5), "linear", "end is -2.0", rateFix),
                fails(() -> new Linear(1, 2, 0), "linear", "updates is 0", updatesFix),
                fails(() -> new Geometric(0, 1, 5), "geometric", "start is 0.0", "finite number > 0"),
                fails(() -> new Geometric(1, 0, 5), "geometric", "end is 0.0", "finite number > 0"),
                fails(() -> new Step(1, 2, 5), "step", "factor is 2.0", "use geometric"),
                fails(() -> new Step(1, 0.5, 0), "step", "every is 0", updatesFix),
                fails(() -> new MultiStep(1, 0.5, List.of()), "multi-step", "at is []", "Sort them"),
                fails(() -> new MultiStep(1, 0.5, List.of(5L, 5L)), "multi-step", "at is [5, 5]", "Sort them"),
                fails(() -> new MultiStep(1, 0.5, List.of(0L, 5L)), "multi-step", "at least 1", "Sort them"),
                fails(() -> new Exponential(1, 0.5, 0), "exponential", "every is 0", updatesFix),
                fails(() -> new InverseTime(1, -1, 1), "inverse-time", "decay is -1.0", "Use 0.01"),
                fails(() -> new InverseTime(1, 1, 0), "inverse-time", "power is 0.0", "Use 1"),
                fails(() -> new InverseSquareRoot(1, 0, 0), "inverse-square-root", "warm-up is 0", updatesFix),
                fails(() -> new Noam(1, 0, 5), "noam", "width is 0", "hidden size"),
                fails(() -> new Polynomial(1, 0, 5, -1, false), "polynomial", "power is -1.0", "Use 1"),
                fails(() -> new Cosine(1, 0, 5, 0), "cosine", "power is 0.0", "Use 1"),
                fails(() -> new CosineRestarts(1, 0, 5, 1.001, 0), "cosine-restarts", "multiplier is 1.001", "Use 1"),
                fails(
                        () -> new CosineRestarts(1, 0, 5, 1, 1, OptionalLong.of(0), 0),
                        "cosine-restarts",
                        "cycles is 0",
                        "Leave it out"),
                fails(
                        () -> new OneCycle(1, 9, 0.6, 2, 2, Curve.LINEAR, true),
                        "one-cycle",
                        "rise is 0.6",
                        "at most 0.5"),
                fails(
                        () -> new OneCycle(1, 9, 0.5, 0.5, 2, Curve.LINEAR, true),
                        "one-cycle",
                        "start-divisor is 0.5",
                        "Use 25"),
                fails(
                        () -> new WarmUpStableDecay(1, -1, 2, 2, 0, 0, Curve.LINEAR),
                        "warm-up-stable-decay",
                        "warm-up is -1",
                        "Use 0"),
                fails(() -> new Sigmoid(1, 0, 5, 0), "sigmoid", "width is 0.0", "Use 1"),
                fails(() -> new Tanh(1, 0, 5, 3, -6), "tanh", "lower (3.0)", "Use -6 and 3"),
                fails(
                        () -> new Piecewise(List.of(1L), List.of(0.5), Curve.HOLD),
                        "piecewise",
                        "at is [1]",
                        "one for update 0"),
                fails(
                        () -> new Piecewise(List.of(0L, 1L), List.of(0.5), Curve.HOLD),
                        "piecewise",
                        "values is [0.5]",
                        "Write for example"),
                fails(() -> new WarmUp(0, 0, new Constant(1)), "warm-up", "updates is 0", updatesFix),
                fails(() -> new Sequence(List.of(), List.of()), "sequence", "0 parts and 0 lengths", "lengths: [100]"),
                fails(
                        () -> new Sequence(List.of(new Constant(1)), List.of(5L)),
                        "sequence",
                        "1 parts and 1 lengths",
                        "lengths: [100]"),
                fails(() -> new Product(List.of()), "product", "no factors", "List them"),
                fails(
                        () -> new Clamp(2, OptionalDouble.of(1), new Constant(1)),
                        "clamp",
                        "low (2.0) is above high (1.0)",
                        orderFix),
                fails(() -> new PhaseShift(-1, new Constant(1)), "phase-shift", "by is -1", phaseFix),
                fails(
                        () -> new Jitter(Jitter.Distribution.UNIFORM, 1, 0, new Constant(1)),
                        "jitter",
                        "spread is 1.0",
                        "Use 0.1"));
    }

    private static Arguments fails(Executable create, String type, String value, String fix) {
        return Arguments.of(create, type, value, fix);
    }

    @ParameterizedTest(name = "{1}: {2}")
    @MethodSource("invalid")
    void anInvalidParameterIsRefusedWithItsValueAndTheFix(Executable create, String type, String value, String fix) {
        String message = assertThrows(InvalidConfigException.class, create).getMessage();
        for (String part : List.of(type + " schedule", value, fix)) {
            assertTrue(message.contains(part), () -> "'%s' lacks '%s'".formatted(message, part));
        }
    }

    @ParameterizedTest
    @MethodSource("everyType")
    void aScheduleThatSaysItComesAgainDoes(RateSchedule schedule) {
        schedule.recurrence().ifPresent(found -> {
            for (long update = found.first(); update < found.first() + 700; update++) {
                assertEquals(schedule.at(update), schedule.at(update + found.period()), schedule.toString());
            }
        });
    }

    @Test
    void cyclesWithoutEndComeAgainAndOthersDoNot() {
        RateSchedule triangle = new Triangular(0.1, 0.7, 12, 5);
        RateSchedule cosine = new CosineRestarts(0.7, 0.1, 8, 1, 3);
        Map<RateSchedule, Recurrence> again = Map.of(
                new Constant(0.1),
                new Recurrence(1, 0),
                triangle,
                new Recurrence(12, 0),
                cosine,
                new Recurrence(8, 0),
                new ExpRange(0.1, 0.7, 9, 1, 0.5, 0),
                new Recurrence(9, 0),
                new Product(List.of(triangle, cosine, new Constant(2))),
                new Recurrence(24, 0),
                new WarmUp(100, 0, new Mirror(triangle)),
                new Recurrence(12, 100),
                new PhaseShift(40, new WarmUp(100, 0, triangle)),
                new Recurrence(12, 60),
                new Sequence(List.of(new Linear(0, 1, 5), cosine), List.of(50L)),
                new Recurrence(8, 50),
                new Clamp(0.2, OptionalDouble.empty(), cosine),
                new Recurrence(8, 0));
        again.forEach((schedule, expected) -> assertEquals(Optional.of(expected), schedule.recurrence()));
        for (RateSchedule schedule : List.of(
                new Linear(0.5, 0.25, 10),
                new Triangular2(0.1, 0.7, 12, 0.5, 0),
                new ExpRange(0.1, 0.7, 9, 0.99, 0.5, 0),
                new CosineRestarts(0.7, 0.1, 8, 2, 0),
                new CosineRestarts(0.7, 0.1, 8, 1, 0.9, OptionalLong.empty(), 0),
                new CosineRestarts(0.7, 0.1, 8, 1, 1, OptionalLong.of(3), 0),
                new Product(List.of(triangle, new Linear(1, 0, 9))),
                new Jitter(Jitter.Distribution.UNIFORM, 0.1, 0, triangle))) {
            assertEquals(Optional.empty(), schedule.recurrence(), schedule.toString());
        }
    }

    @Test
    void recurrencesMeetAndCountIterations() {
        Recurrence twelve = new Recurrence(12, 7);
        assertEquals(Optional.of(new Recurrence(60, 9)), twelve.with(new Recurrence(20, 9)));
        assertEquals(Optional.empty(), new Recurrence(Long.MAX_VALUE, 0).with(new Recurrence(2, 0)));
        assertEquals(new Recurrence(12, 2), twelve.inIterations(5));
        assertEquals(new Recurrence(3, 2), twelve.inIterations(4));
    }
}
