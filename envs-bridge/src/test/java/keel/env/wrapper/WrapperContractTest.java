package keel.env.wrapper;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import keel.env.AutoresetMode;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.EnvRequest;
import keel.env.EnvSpec;
import keel.env.NativeEnvironments;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.ResetRequest;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorStep;
import keel.env.contract.EnvContract;
import keel.env.contract.Rule;
import keel.env.contract.Verdict;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A wrapped environment is an environment; and what Gymnasium has no word on. */
class WrapperContractTest {
    private static final String ID = "CartPole-v1";

    private static final Map<String, UnaryOperator<VectorEnv>> WRAPPERS = Map.of(
            "time limit", env -> new TimeLimit(env, 9),
            "episode statistics", RecordEpisodeStatistics::new,
            "frame stack", env -> new FrameStack(env, 4),
            "noise", env -> new ObservationNoise(env, 0.1, 3),
            "sticky action", env -> new StickyAction(env, 0.3, 1, 4, 3));

    /** The provider's environments, wrapped. */
    private record Wrapping(EnvProvider provider, UnaryOperator<VectorEnv> wrapper) implements EnvProvider {
        @Override
        public List<EnvSpec> specs() {
            return provider.specs();
        }

        @Override
        public String description() {
            return provider.description();
        }

        @Override
        public VectorEnv open(EnvRequest request) {
            return wrapper.apply(provider.open(request));
        }

        @Override
        public void close() {
            provider.close();
        }
    }

    /** What a wrapper need not keep: it makes no groups, and TimeLimit has another limit than the listed environment. */
    private static boolean demanded(String wrapper, Rule rule) {
        return !rule.name().startsWith("groups.")
                && !(wrapper.equals("time limit") && rule.name().equals("spec.id"));
    }

    @TestFactory
    Stream<DynamicTest> wrappedEnvironmentsKeepTheContract() {
        return WRAPPERS.entrySet().stream()
                .flatMap(wrapper -> EnvContract.rules().stream()
                        .filter(rule -> demanded(wrapper.getKey(), rule))
                        .map(rule -> DynamicTest.dynamicTest(wrapper.getKey() + ": " + rule.name(), () -> {
                            try (EnvProvider provider = new Wrapping(new NativeEnvironments(), wrapper.getValue())) {
                                Verdict verdict = rule.check(provider, ID);
                                assertTrue(verdict.acceptable(), rule.statement() + " " + verdict.detail());
                            }
                        })));
    }

    private static Tensor actions(float... values) {
        return Tensor.of(values, values.length, 1);
    }

    @Test
    void normalizingGoesOnFromItsMoments() {
        try (NormalizeObservation first = new NormalizeObservation(ScriptedTask.lanes(2, AutoresetMode.SAME_STEP));
                NormalizeObservation second =
                        new NormalizeObservation(ScriptedTask.lanes(2, AutoresetMode.SAME_STEP))) {
            first.reset(1, 2);
            first.step(actions(0, 1));
            RunningMoments moments = first.moments();
            second.reset(1, 2);
            second.step(actions(0, 1));
            second.restore(RunningMoments.beginning(2));
            assertEquals(RunningMoments.beginning(2), second.moments());
            second.restore(moments);
            assertEquals(
                    first.step(actions(1, 1)).observations(),
                    second.step(actions(1, 1)).observations());
            first.update(false);
            RunningMoments frozen = first.moments();
            first.step(actions(1, 1));
            assertEquals(frozen, first.moments());
            assertThrows(EnvException.class, () -> first.restore(RunningMoments.beginning(3)));
        }
    }

    @Test
    void normalizingTakesInOnlyTheLanesThatWereReset() {
        try (NormalizeObservation env = new NormalizeObservation(ScriptedTask.lanes(2, AutoresetMode.DISABLED))) {
            env.reset(1, 2);
            double before = env.moments().count();
            env.reset(ResetRequest.ALL.only(false, true));
            assertEquals(before + 1, env.moments().count(), 1e-12);
        }
    }

    /** G after steps worth 1 and 2 that go on: 1, then 0.5 · 1 + 2 = 2.5. Of 10⁻⁴ · (0, 1) and those: variance 0.5624… */
    @Test
    void returnsAreDiscounted() {
        try (NormalizeReward env = new NormalizeReward(ScriptedTask.lanes(1, AutoresetMode.DISABLED), 0.5, 1e-8)) {
            env.reset(1);
            // In lane 0, episode 0 step t is worth 0.1 t + a.
            env.step(actions(0.9f));
            assertEquals(1, env.moments().mean()[0], 2e-4);
            env.reset(ResetRequest.ALL.only(true));
            VectorStep second = env.step(actions(2.2f));
            // Episode 1: 0.1 - 0.3 + 2.2 = 2, and the reset has taken the first return away.
            assertEquals(1.5, env.moments().mean()[0], 2e-4);
            assertEquals(2 / Math.sqrt(env.moments().variance()[0] + 1e-8), second.rewards()[0], 1e-6);
        }
    }

    @Test
    void everyRewardCountsInModeSameStep() {
        try (NormalizeReward env = new NormalizeReward(ScriptedTask.lanes(1, AutoresetMode.SAME_STEP))) {
            env.reset(1);
            for (int t = 1; t <= 6; t++) {
                env.step(actions(1));
                assertEquals(t, env.moments().count(), 1e-3);
            }
        }
    }

    @Test
    void noiseHasItsDeviationAndIsGivenAgain() {
        int lanes = 2_000;
        try (VectorEnv env = new ObservationNoise(ScriptedTask.lanes(lanes, AutoresetMode.NEXT_STEP), 0.5, 7);
                VectorEnv plain = ScriptedTask.lanes(lanes, AutoresetMode.NEXT_STEP)) {
            long[] seeds = new long[lanes];
            Arrays.setAll(seeds, lane -> lane);
            float[] noisy = env.reset(seeds).tensor().floats().clone();
            float[] exact = plain.reset(seeds).tensor().floats();
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < noisy.length; i++) {
                sum += noisy[i] - exact[i];
                squares += (noisy[i] - exact[i]) * (noisy[i] - exact[i]);
            }
            // Four standard errors of 4,000 draws: 4 · 0.5 / √4000, and 4 · 0.25 · √(2 / 4000).
            assertEquals(0, sum / noisy.length, 0.032);
            assertEquals(0.25, squares / noisy.length, 0.023);
            float[] next = env.reset().tensor().floats().clone();
            assertFalse(next[0] - 0.5f == noisy[0]);
            // The third episode begins at 1.
            assertEquals(noisy[0] - exact[0], env.reset(seeds).tensor().floats()[0] - 1, 1e-6);
        }
    }

    @Test
    void seedsOfLanesThatAreNotResetAreIgnored() {
        try (VectorEnv env = new ObservationNoise(ScriptedTask.lanes(2, AutoresetMode.DISABLED), 0.5, 7);
                VectorEnv other = new ObservationNoise(ScriptedTask.lanes(2, AutoresetMode.DISABLED), 0.5, 7)) {
            env.reset(1, 2);
            env.reset(ResetRequest.seeded(1, 2).only(true, false));
            other.reset(1, 2);
            other.reset(ResetRequest.ALL.only(true, false));
            Tensor stepped = env.step(actions(0, 0)).observations().tensor();
            assertEquals(other.step(actions(0, 0)).observations().tensor().row(1), stepped.row(1));
        }
    }

    @Test
    void timeLimitRefusesTheLaneThatItCut() {
        try (VectorEnv env = new TimeLimit(ScriptedTask.lanes(2, AutoresetMode.DISABLED), 1)) {
            assertEquals(1, env.spec().maxEpisodeSteps().orElseThrow());
            env.reset(1, 2);
            assertArrayEquals(
                    new boolean[] {true, true}, env.step(actions(0, 0)).truncated());
            env.reset(ResetRequest.ALL.only(true, false));
            RefusedException refusal = assertThrows(RefusedException.class, () -> env.step(actions(0, 0)));
            assertEquals(Reason.FAILED_PRECONDITION, refusal.reason());
            assertEquals(1, refusal.lane().orElseThrow());
        }
    }

    @Test
    void refuseWhatTheyCannotWrap() {
        try (EnvProvider provider = new NativeEnvironments();
                VectorEnv discrete = provider.open(ID, Map.of(), 1, AutoresetMode.NEXT_STEP);
                VectorEnv real = ScriptedTask.lanes(1, AutoresetMode.NEXT_STEP)) {
            message(() -> new ClipAction(discrete), "ClipAction", "Box");
            message(() -> new RescaleAction(discrete), "RescaleAction", "Box");
            message(() -> new RescaleAction(real, 1, 1), "1.0 .. 1.0");
            message(() -> new RescaleAction(new ClipAction(real)), "finite bounds");
            message(() -> new FrameStack(real, 0), "1 and up");
            message(() -> new TimeLimit(real, 0), "1 and up");
            message(() -> new ObservationNoise(real, Double.NaN, 0), "NaN");
            message(() -> new ObservationNoise(real, 1, -1), "seed -1");
            message(() -> new StickyAction(real, 1, 0), "probability 1.0");
            message(() -> new StickyAction(real, 0.5, 2, 1, 0), "2 .. 1");
        }
    }

    private static void message(Runnable call, String... parts) {
        String message =
                String.valueOf(assertThrows(EnvException.class, call::run).getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void aSecondRecorderSaysSo() {
        try (VectorEnv env = new RecordEpisodeStatistics(
                new RecordEpisodeStatistics(ScriptedTask.lanes(1, AutoresetMode.SAME_STEP)))) {
            env.reset(1);
            env.step(actions(0));
            assertTrue(assertThrows(EnvException.class, () -> env.step(actions(0)))
                    .getMessage()
                    .contains("episode"));
        }
    }
}
