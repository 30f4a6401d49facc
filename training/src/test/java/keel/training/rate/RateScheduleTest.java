package keel.training.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import keel.training.InvalidConfigException;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RateScheduleTest {
    /** A schedule with the bounds it promises. */
    record Bounded(RateSchedule schedule, double low, double high) {}

    static Stream<Bounded> randomSchedules() {
        RandomStream random = RandomStream.named(1, "schedules");
        return IntStream.range(0, 60).boxed().flatMap(i -> {
            double a = Math.pow(10, -6 + 6 * random.nextDouble());
            double b = i % 5 == 0 ? 0 : i % 7 == 0 ? a : Math.pow(10, -6 + 6 * random.nextDouble());
            double low = Math.min(a, b);
            double high = Math.max(a, b);
            long period = 1L + random.nextInt(500);
            long phase = random.nextInt(2000);
            int multiplier = 1 + random.nextInt(4);
            return Stream.of(
                    new Bounded(new Constant(high), high, high),
                    new Bounded(new Exponential(high, 1 - random.nextDouble()), 0, high),
                    new Bounded(new Cosine(high, low, period), low, high),
                    new Bounded(new CosineRestarts(high, low, period, multiplier, phase), low, high),
                    new Bounded(new Triangular(low, high, period, phase), low, high));
        });
    }

    @Test
    void ratesAreFiniteAndNeverLeaveTheirBounds() {
        RandomStream random = RandomStream.named(2, "updates");
        randomSchedules().forEach(bounded -> {
            for (int i = 0; i < 300; i++) {
                long update = i < 200 ? i : random.nextLong() >>> (11 + random.nextInt(52));
                double rate = bounded.schedule().at(update);
                assertTrue(
                        rate >= bounded.low() && rate <= bounded.high(),
                        () -> "%s at %d is %s".formatted(bounded, update, rate));
            }
        });
    }

    @Test
    void aPhaseIsAShiftOfTheUpdateIndex() {
        RandomStream random = RandomStream.named(3, "phases");
        for (int i = 0; i < 200; i++) {
            long period = 1L + random.nextInt(50);
            long phase = random.nextInt(1000);
            int multiplier = 1 + random.nextInt(3);
            long update = random.nextInt(1000);
            assertEquals(
                    new Triangular(0.1, 0.7, period, 0).at(update + phase),
                    new Triangular(0.1, 0.7, period, phase).at(update));
            assertEquals(
                    new CosineRestarts(0.7, 0.1, period, multiplier, 0).at(update + phase),
                    new CosineRestarts(0.7, 0.1, period, multiplier, phase).at(update));
        }
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

    @Test
    void typesAreTheNamesInConfigurationFiles() {
        assertEquals(
                List.of("constant", "cosine", "cosine-restarts", "exponential", "triangular"),
                Stream.of(
                                new Constant(1),
                                new Cosine(1, 0, 1),
                                new CosineRestarts(1, 0, 1, 1, 0),
                                new Exponential(1, 1),
                                new Triangular(0, 1, 1, 0))
                        .map(RateSchedule::type)
                        .toList());
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
                fails(() -> new Triangular(1, 2, 5, -1), "triangular", "phase is -1", phaseFix));
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
}
