package keel.env.toytext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import keel.env.AutoresetMode;
import keel.env.NativeEnvironments;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the toy-text environments refuse, and how they end. */
class ToyTextArgumentsTest {
    private static final long ILLEGAL_PICK_UP = 4;

    private final NativeEnvironments provider = new NativeEnvironments();

    static Stream<Arguments> misfits() {
        return Stream.of(
                Arguments.of("FrozenLake-v1", "map_name", "9x9", "Known: 4x4, 8x8"),
                Arguments.of("FrozenLake-v1", "map_name", 4, "Known: 4x4, 8x8"),
                Arguments.of("FrozenLake-v1", "desc", "SFFG", "list of rows"),
                Arguments.of("FrozenLake-v1", "desc", List.of(), "list of rows"),
                Arguments.of("FrozenLake-v1", "desc", List.of("SF", "FFG"), "one length"),
                Arguments.of("FrozenLake-v1", "desc", List.of("SF", "fG"), "letters S"),
                Arguments.of("FrozenLake8x8-v1", "desc", List.of("SF", 3), "list of rows"),
                Arguments.of("FrozenLake-v1", "success_rate", 1.5, "0 .. 1"),
                Arguments.of("FrozenLake-v1", "success_rate", Double.NaN, "0 .. 1"),
                Arguments.of("FrozenLake-v1", "reward_schedule", List.of(1, 0), "three numbers"),
                Arguments.of("FrozenLake-v1", "reward_schedule", List.of(1, 0, 0, 0), "three numbers"),
                Arguments.of("FrozenLake-v1", "reward_schedule", List.of(1, 0, "0"), "three numbers"),
                Arguments.of("FrozenLake-v1", "is_slippery", 1, "true or false"),
                Arguments.of("CliffWalking-v1", "max_episode_steps", 0, "-1 for no limit"),
                Arguments.of("Taxi-v4", "rainy_probability", -0.1, "0 .. 1"),
                Arguments.of("Taxi-v4", "fickle_probability", 2, "0 .. 1"),
                Arguments.of("Blackjack-v1", "sab", "yes", "true or false"));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void refusesWhatDoesNotFit(String id, String name, Object value, String hint) {
        RefusedException refusal = assertThrows(RefusedException.class, () -> open(id, Map.of(name, value)));
        assertEquals(Reason.INVALID_ARGUMENT, refusal.reason());
        assertEquals("arguments." + name, refusal.field().orElseThrow());
        assertTrue(refusal.getMessage().contains(hint), refusal.getMessage());
    }

    @Test
    void aLimitOfMinusOneIsNone() {
        assertTrue(truncatedAfter(200, Map.of()));
        assertFalse(truncatedAfter(200, Map.of("max_episode_steps", -1)));
        assertTrue(truncatedAfter(3, Map.of("max_episode_steps", 3)));
        assertFalse(truncatedAfter(2, Map.of("max_episode_steps", 3)));
    }

    /** With seed 0 the taxi starts where nobody waits. */
    private boolean truncatedAfter(int steps, Map<String, Object> arguments) {
        try (VectorEnv env = open("Taxi-v4", arguments)) {
            env.reset(new long[] {0});
            for (int i = 1; i < steps; i++) {
                VectorStep step = env.step(Tensor.of(new long[] {ILLEGAL_PICK_UP}, 1));
                assertFalse(step.terminated()[0] || step.truncated()[0]);
            }
            return env.step(Tensor.of(new long[] {ILLEGAL_PICK_UP}, 1)).truncated()[0];
        }
    }

    private VectorEnv open(String id, Map<String, Object> arguments) {
        return provider.open(id, arguments, 1, AutoresetMode.DISABLED);
    }
}
