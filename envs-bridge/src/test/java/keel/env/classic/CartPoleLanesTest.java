package keel.env.classic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.NativeEnvironments;
import keel.env.ResetRequest;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorStep;
import keel.env.task.TaskVectorEnv;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CartPole's lanes stepped together are CartPoles stepped one by one, to the last bit. */
class CartPoleLanesTest {
    private static final int LANES = 37;
    private static final int TIME_LIMIT = 25;
    private static final int STEPS = 400;

    @ParameterizedTest
    @CsvSource({
        "NEXT_STEP, false",
        "SAME_STEP, false",
        "DISABLED, false",
        "NEXT_STEP, true",
        "SAME_STEP, true",
        "DISABLED, true"
    })
    void lanesTogetherEqualLanesOneByOne(AutoresetMode mode, boolean suttonBartoReward) {
        Map<String, Object> arguments =
                Map.of("sutton_barto_reward", suttonBartoReward, "max_episode_steps", TIME_LIMIT);
        try (VectorEnv together = new NativeEnvironments().open("CartPole-v1", arguments, LANES, mode);
                VectorEnv oneByOne = oneByOne(suttonBartoReward, mode)) {
            ResetRequest seeded = ResetRequest.seeded(LongStream.range(0, LANES).toArray());
            assertEquals(
                    oneByOne.reset(seeded).observations(),
                    together.reset(seeded).observations());
            Random random = new Random(1);
            int terminations = 0;
            int truncations = 0;
            for (int i = 0; i < STEPS; i++) {
                Batch actions = Batch.of(Tensor.of(random.longs(LANES, 0, 2).toArray(), LANES));
                VectorStep step = together.step(actions);
                assertSame(oneByOne.step(actions), step);
                boolean[] ended = new boolean[LANES];
                boolean any = false;
                for (int lane = 0; lane < LANES; lane++) {
                    terminations += step.terminated()[lane] ? 1 : 0;
                    truncations += step.truncated()[lane] ? 1 : 0;
                    ended[lane] = step.terminated()[lane] || step.truncated()[lane];
                    any |= ended[lane];
                }
                if (mode == AutoresetMode.DISABLED && any) {
                    ResetRequest again = ResetRequest.ALL.only(ended);
                    assertEquals(
                            oneByOne.reset(again).observations(),
                            together.reset(again).observations());
                }
            }
            assertTrue(terminations > 100 && truncations > 100, terminations + " and " + truncations);
        }
    }

    private static VectorEnv oneByOne(boolean suttonBartoReward, AutoresetMode mode) {
        CartPole[] lanes = Stream.generate(() -> new CartPole(suttonBartoReward))
                .limit(LANES)
                .toArray(CartPole[]::new);
        return new TaskVectorEnv(new CartPoleFactory().spec(), lanes, OptionalLong.of(TIME_LIMIT), mode);
    }

    /** A tensor equals another of the same bits. */
    private static void assertSame(VectorStep expected, VectorStep actual) {
        assertEquals(expected.observations(), actual.observations());
        assertEquals(Tensor.of(expected.rewards(), LANES), Tensor.of(actual.rewards(), LANES));
        assertArrayEquals(expected.terminated(), actual.terminated());
        assertArrayEquals(expected.truncated(), actual.truncated());
        Batch last = expected.finalObservations();
        if (last == null) {
            assertNull(actual.finalObservations());
        } else {
            assertNotNull(actual.finalObservations());
            assertEquals(last, actual.finalObservations());
        }
    }

    @Test
    void sinesAndCosinesTogetherEqualThemOneByOne() {
        Random random = new Random(2);
        double[] special = {0, -0.0, 0.126, -0.126, Math.nextDown(0.126), 0x1.b6p-1, Math.nextDown(0x1.b6p-1)};
        double[] odd = {Double.NaN, Double.POSITIVE_INFINITY, -1e300, Double.MIN_VALUE, -Double.MIN_VALUE, 1e-9, 3};
        double[] drawn = random.doubles(200_000, -1, 1).map(x -> x * x * x).toArray();
        double[] angles =
                Stream.of(special, odd, drawn).flatMapToDouble(Arrays::stream).toArray();
        double[] sines = new double[angles.length];
        double[] cosines = new double[angles.length];
        GnuTrigonometry.sinesAndCosines(angles, sines, cosines, new double[angles.length], new double[angles.length]);
        for (int i = 0; i < angles.length; i++) {
            assertBits(GnuTrigonometry.sin(angles[i]), sines[i], angles[i]);
            assertBits(GnuTrigonometry.cos(angles[i]), cosines[i], angles[i]);
        }
    }

    private static void assertBits(double expected, double actual, double angle) {
        assertEquals(Double.doubleToRawLongBits(expected), Double.doubleToRawLongBits(actual), "of " + angle);
    }

    @Test
    void stepsAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        Batch actions = Batch.of(Tensor.of(new long[LANES], LANES));
        try (VectorEnv env = new NativeEnvironments().open("CartPole-v1", Map.of(), LANES, AutoresetMode.NEXT_STEP)) {
            long allocated = -1;
            for (int round = 0; round < 3; round++) { // the first loads classes
                env.reset(ResetRequest.seeded(new long[LANES]));
                long before = threads.getThreadAllocatedBytes(self);
                for (int i = 0; i < 5; i++) {
                    env.step(actions);
                }
                allocated = threads.getThreadAllocatedBytes(self) - before;
            }
            assertEquals(0, allocated);
        }
    }
}
