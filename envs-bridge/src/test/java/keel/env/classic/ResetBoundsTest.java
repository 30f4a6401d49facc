package keel.env.classic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.stream.Stream;
import keel.env.AutoresetMode;
import keel.env.NativeEnvironments;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.ResetRequest;
import keel.env.VectorEnv;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The reset options {@code low} and {@code high}, with CartPole, whose defaults are ±0.05. */
class ResetBoundsTest {
    private static VectorEnv open() {
        return new NativeEnvironments().open("CartPole-v1", Map.of(), 2, AutoresetMode.DISABLED);
    }

    private static float[] state(VectorEnv env, ResetRequest request) {
        return env.reset(request).observations().tensor().floats().clone();
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                Arguments.of("low", Map.of("low", 0.1)),
                Arguments.of("high", Map.of("high", -0.1)),
                Arguments.of("low", Map.of("low", 1, "high", 0)),
                Arguments.of("low", Map.of("low", Double.NaN)),
                Arguments.of("high", Map.of("high", Double.POSITIVE_INFINITY)),
                Arguments.of("low", Map.of("low", -1e308, "high", 1e308)),
                Arguments.of("high", Map.of("high", "wide")));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void aRefusedResetChangesNothing(String option, Map<String, Object> options) {
        try (VectorEnv env = open();
                VectorEnv untouched = open()) {
            env.reset(ResetRequest.seeded(3, 4));
            untouched.reset(ResetRequest.seeded(3, 4));
            RefusedException refusal = assertThrows(
                    RefusedException.class,
                    () -> env.reset(ResetRequest.seeded(5, 6).with(options)));
            assertEquals(Reason.INVALID_ARGUMENT, refusal.reason());
            assertEquals("reset.options." + option, refusal.field().orElseThrow());
            assertArrayEquals(state(untouched, ResetRequest.ALL), state(env, ResetRequest.ALL));
        }
    }

    @Test
    void eitherBoundMayBeGivenAlone() {
        try (VectorEnv env = open()) {
            for (float value : state(env, ResetRequest.seeded(0, 1).with(Map.of("low", 0.04)))) {
                assertTrue(value >= 0.04f && value <= 0.05f, "drawn " + value);
            }
            for (float value : state(env, ResetRequest.seeded(0, 1).with(Map.of("high", -0.05)))) {
                assertEquals(-0.05f, value);
            }
        }
    }

    @Test
    void optionsOfOtherNamesAreIgnored() {
        try (VectorEnv env = open()) {
            assertArrayEquals(
                    state(env, ResetRequest.seeded(0, 1)),
                    state(env, ResetRequest.seeded(0, 1).with(Map.of("lowest", 0.04))));
        }
    }
}
