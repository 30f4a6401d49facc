package keel.env;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import keel.env.GroupedVectorEnv.ReadyStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParallelVectorEnvTest {
    private static final int LANES = 7;
    private static final int GROUPS = 3;

    private static VectorEnv open(AutoresetMode mode, int groups) {
        return new NativeEnvironments().open(new EnvRequest("CartPole-v1", Map.of(), LANES, mode).withGroups(groups));
    }

    private static Tensor actions(SplittableRandom random, int lanes) {
        return Tensor.of(random.longs(lanes, 0, 2).toArray(), lanes);
    }

    private static void assertSame(VectorStep expected, VectorStep actual) {
        assertEquals(expected.observations(), actual.observations());
        assertArrayEquals(expected.rewards(), actual.rewards());
        assertArrayEquals(expected.terminated(), actual.terminated());
        assertArrayEquals(expected.truncated(), actual.truncated());
        assertEquals(expected.finalObservations(), actual.finalObservations());
    }

    @ParameterizedTest
    @EnumSource(AutoresetMode.class)
    void wholeStepsAreThoseOfOneGroup(AutoresetMode mode) {
        long[] seeds = LongStream.range(0, LANES).toArray();
        SplittableRandom random = new SplittableRandom(1);
        boolean anyEnded = false;
        try (VectorEnv one = open(mode, 1);
                VectorEnv many = open(mode, GROUPS)) {
            assertEquals(one.reset(seeds), many.reset(seeds));
            for (int i = 0; i < 200; i++) {
                Tensor actions = actions(random, LANES);
                VectorStep expected = one.step(actions);
                assertSame(expected, many.step(actions));
                boolean[] ended = expected.terminated().clone();
                boolean any = false;
                for (boolean lane : ended) {
                    any |= lane;
                }
                anyEnded |= any;
                if (any && mode == AutoresetMode.DISABLED) {
                    ResetRequest again = ResetRequest.ALL.only(ended);
                    assertEquals(
                            one.reset(again).observations(), many.reset(again).observations());
                }
            }
        }
        assertTrue(anyEnded);
    }

    @Test
    void halfBatchesInFlightGiveTheSame() {
        long[] seeds = LongStream.range(0, LANES).toArray();
        SplittableRandom random = new SplittableRandom(2);
        try (VectorEnv one = open(AutoresetMode.SAME_STEP, 1);
                GroupedVectorEnv many = (GroupedVectorEnv) open(AutoresetMode.SAME_STEP, 2)) {
            one.reset(seeds);
            many.reset(seeds);
            for (int i = 0; i < 100; i++) {
                Tensor actions = actions(random, LANES);
                many.send(0, Batch.of(actions.rows(0, 3)));
                many.send(1, Batch.of(actions.rows(3, LANES)));
                assertThrows(RefusedException.class, () -> many.receive(1));
                VectorStep first = many.receive(0);
                VectorStep second = many.receive(1);
                Tensor whole = one.step(actions).observations().tensor();
                assertEquals(whole.rows(0, 3), first.observations().tensor());
                assertEquals(whole.rows(3, LANES), second.observations().tensor());
            }
            assertThrows(RefusedException.class, () -> many.receive(0));
        }
    }

    @Test
    void theFirstReadyAreTakenAndEachGroupOnce() {
        try (GroupedVectorEnv env = (GroupedVectorEnv) open(AutoresetMode.NEXT_STEP, GROUPS)) {
            env.reset(LongStream.range(0, LANES).toArray());
            int[] all = {0, 1, 2};
            ReadyStep ready = env.exchange(all, Batch.of(Tensor.of(new long[LANES], LANES)), 1);
            int[] steps = new int[GROUPS];
            for (int i = 0; i < 100; i++) {
                int group = ready.groups()[0];
                steps[group]++;
                int lanes = env.firstLane(group + 1) - env.firstLane(group);
                assertEquals(lanes, ready.step().rewards().length);
                ready = env.exchange(new int[] {group}, Batch.of(Tensor.of(new long[lanes], lanes)), 1);
            }
            assertEquals(100, steps[0] + steps[1] + steps[2]);
            RefusedException refusal = assertThrows(
                    RefusedException.class, () -> env.exchange(new int[0], Batch.of(Tensor.of(new long[0], 0)), 3));
            assertEquals("step.ready", refusal.field().orElseThrow());
        }
    }

    @Test
    void aRefusalNamesTheLaneOfTheWholeAndStepsNothing() {
        long[] seeds = LongStream.range(0, LANES).toArray();
        try (VectorEnv one = open(AutoresetMode.NEXT_STEP, 1);
                VectorEnv many = open(AutoresetMode.NEXT_STEP, GROUPS)) {
            one.reset(seeds);
            many.reset(seeds);
            Tensor bad = Tensor.of(new long[] {0, 0, 0, 0, 0, 9, 0}, LANES);
            RefusedException expected = assertThrows(RefusedException.class, () -> one.step(bad));
            RefusedException refusal = assertThrows(RefusedException.class, () -> many.step(bad));
            assertEquals(5, refusal.lane().orElseThrow());
            assertEquals(expected.getMessage(), refusal.getMessage());
            Tensor good = Tensor.of(new long[LANES], LANES);
            assertSame(one.step(good), many.step(good));
        }
    }
}
