package keel.training.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import keel.training.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RateScheduleTest {
    /** Ours, the reference's name, and the last update at which they mean the same: torch's cosine rises again after T_max. */
    static Stream<Arguments> counterparts() {
        return Stream.of(
                Arguments.of(new Exponential(0.1, 0.98), "torch.ExponentialLR", 200),
                Arguments.of(new Exponential(1.0, 0.97), "torch.MultiplicativeLR", 200),
                Arguments.of(new Exponential(0.1, 0.98), "dl4j.ExponentialSchedule", 200),
                Arguments.of(new Cosine(0.1, 0.001, 100), "torch.CosineAnnealingLR", 100),
                Arguments.of(new Cosine(0.1, 0, 200), "torch.CosineAnnealingLR_full", 200),
                Arguments.of(new Cosine(0.1, 0.001, 150), "optax.cosine_decay", 200),
                Arguments.of(new CosineRestarts(0.1, 0.001, 20, 1, 0), "torch.CosineAnnealingWarmRestarts_T20x1", 200),
                Arguments.of(new CosineRestarts(0.1, 0.001, 20, 2, 0), "torch.CosineAnnealingWarmRestarts_T20x2", 200));
    }

    @ParameterizedTest
    @MethodSource("counterparts")
    void reproducesTheReferenceCurve(RateSchedule schedule, String name, int last) throws IOException {
        try (InputStream in = RateScheduleTest.class.getResourceAsStream("/reference/schedules.json")) {
            JsonNode values =
                    new ObjectMapper().readTree(in).get("schedules").get(name).get("values");
            for (int u = 0; u <= last; u++) {
                assertEquals(values.get(u).doubleValue(), schedule.at(u), 1e-12, name + " at update " + u);
            }
        }
    }

    @Test
    void aTriangleStartsLowPeaksInTheMiddleAndComesBack() {
        RateSchedule triangle = new Triangular(0.1, 0.5, 8, 0);
        double[] expected = {0.1, 0.2, 0.3, 0.4, 0.5, 0.4, 0.3, 0.2, 0.1, 0.2};
        for (int u = 0; u < expected.length; u++) {
            assertEquals(expected[u], triangle.at(u), 1e-15, "update " + u);
        }
    }

    @Test
    void aConstantIsThatAndACosineStaysLowAfterItsEnd() {
        assertEquals(7e-4, new Constant(7e-4).at(1_000_000));
        assertEquals(1e-5, new Cosine(1e-2, 1e-5, 50).at(50));
        assertEquals(1e-5, new Cosine(1e-2, 1e-5, 50).at(Long.MAX_VALUE));
    }

    @Test
    void aPhaseIsAShiftOfTheIndex() {
        for (long phase : new long[] {1, 7, 20, 61}) {
            for (long u = 0; u < 300; u++) {
                assertEquals(new Triangular(0.1, 0.5, 20, 0).at(u + phase), new Triangular(0.1, 0.5, 20, phase).at(u));
                assertEquals(
                        new CosineRestarts(0.1, 0.01, 20, 2, 0).at(u + phase),
                        new CosineRestarts(0.1, 0.01, 20, 2, phase).at(u));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("counterparts")
    void staysFiniteAndWithinItsBounds(RateSchedule schedule, String name, int last) {
        for (long u = 0; u < 2000; u++) {
            double rate = schedule.at(u);
            assertTrue(rate >= 0 && rate <= 1, name + " is " + rate + " at " + u);
        }
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of((Executable) () -> new Constant(-1e-3), "-0.001"),
                Arguments.of((Executable) () -> new Constant(Double.NaN), "NaN"),
                Arguments.of((Executable) () -> new Exponential(0.1, 1.5), "1.5"),
                Arguments.of((Executable) () -> new Cosine(0.1, 0.2, 10), "Swap"),
                Arguments.of((Executable) () -> new Cosine(0.1, 0.01, 0), "updates is 0"),
                Arguments.of((Executable) () -> new CosineRestarts(0.1, 0.01, 0, 1, 0), "period is 0"),
                Arguments.of((Executable) () -> new CosineRestarts(0.1, 0.01, 5, 0, 0), "multiplier is 0"),
                Arguments.of((Executable) () -> new Triangular(0.1, 0.2, 5, -1), "phase is -1"),
                Arguments.of((Executable) () -> new Triangular(0.3, 0.2, 5, 0), "above high"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void whatCannotBeRightIsRefusedWithTheValue(Executable mistake, String named) {
        String message = assertThrows(InvalidConfigException.class, mistake).getMessage();
        assertTrue(message.contains(named), message);
    }
}
