package keel.agents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import keel.agents.onpolicy.ActorCriticSpec;
import keel.agents.onpolicy.LossSpec;
import keel.agents.onpolicy.Objective;
import keel.agents.onpolicy.RolloutSpec;
import keel.env.EnvProvider;
import keel.env.EnvRequest;
import keel.env.EnvSpec;
import keel.env.NativeEnvironments;
import keel.env.VectorEnv;
import keel.training.Cohort;
import keel.training.MemberResult;
import keel.training.NetworkTraining;
import keel.training.checkpoint.CheckpointException;
import keel.training.checkpoint.StateWriter;
import keel.training.guard.GuardSpec;
import keel.training.network.Activation;
import keel.training.network.Engine;
import keel.training.network.NetworkSpec;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.GradientClipping;
import keel.training.optimizer.LookaheadSpec;
import keel.training.optimizer.RestartReset;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;
import keel.training.rate.CosineRestarts;
import keel.training.rate.NetworkRate;
import keel.training.rate.Plateau;
import keel.training.rate.ReduceOnPlateau;
import keel.training.rate.Triangular;
import keel.training.telemetry.MetricRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AgentResumeTest {
    private static final EnvProvider NATIVE = new NativeEnvironments();
    private static final long STEPS = 600;
    private static final int RAINBOW = 3;
    private static final int EVERYTHING = 100;

    /** What a cohort recorded, and what it could go on from at one safe point. */
    private record Uninterrupted(
            Recorder recorder, List<MemberResult> results, List<StateWriter> states, List<Integer> recordsBefore) {}

    private static Uninterrupted train(AgentSpec spec, int saveAt, long... seeds) {
        Recorder recorder = new Recorder(seeds.length);
        List<StateWriter> states =
                Arrays.stream(seeds).mapToObj(seed -> new StateWriter()).toList();
        Integer[] before = new Integer[seeds.length];
        try (AgentTrainer trainer =
                AgentTrainer.create(Arrays.stream(seeds).mapToObj(seed -> spec).toList(), seeds, NATIVE)) {
            recorder.at(saveAt, () -> {
                for (int p = 0; p < seeds.length; p++) {
                    trainer.save(p, states.get(p));
                    before[p] = recorder.of(p).size();
                }
            });
            List<MemberResult> results = trainer.train(recorder);
            return new Uninterrupted(recorder, results, states, List.of(before));
        }
    }

    private static AgentSpec spec(int algorithm, Engine engine) {
        AgentSpec.CommonSpec c = Specs.common("CartPole-v1", 2, STEPS, 200);
        AgentSpec.CommonSpec common = new AgentSpec.CommonSpec(
                c.environment(), c.environmentSteps(), c.evaluation(), c.telemetryEveryUpdates(), engine);
        return algorithm == EVERYTHING
                ? everything(common)
                : Specs.all(common, 1e-3, 0.98).get(algorithm);
    }

    /** A controller that listens to returns, dropout and norms, momentum, clipping by value, a guard with a memory. */
    private static AgentSpec everything(AgentSpec.CommonSpec common) {
        NetworkSpec network = new NetworkSpec(
                List.of(12),
                Activation.TANH,
                new NetworkSpec.DenseExtras(true, true, Optional.of(0.1)),
                Optional.empty());
        NetworkTraining training = new NetworkTraining(
                network,
                new LookaheadSpec(3, 0.5, false, AdamSpec.DEFAULT),
                new GradientClipping(Optional.of(0.1), Optional.of(0.5)),
                RestartReset.MOMENTS,
                new NetworkRate(
                        new CosineRestarts(3e-3, 1e-4, 9, 1, 0),
                        Optional.of(new Triangular(0.8, 0.95, 8, 0)),
                        Optional.of(new ReduceOnPlateau(
                                "episode/return",
                                new Plateau(Plateau.Mode.MAX, 2, 0, Plateau.ThresholdMode.ABS, 1),
                                0.8,
                                1e-6,
                                0)),
                        Optional.empty(),
                        List.of(1.0, 0.5)),
                new GuardSpec(Optional.of(1e3), 10));
        return new OnPolicySpec(
                common,
                ActorCriticSpec.of(training, training),
                new RolloutSpec(5, 0.98, 0.95, false),
                new Objective.PolicyGradient(),
                LossSpec.of(new Constant(0.01)));
    }

    /** The first safe point, some between, one where an evaluation is due, and the last, before the final evaluation. */
    static Stream<Arguments> interruptions() {
        return Stream.of(
                Arguments.of(0, Engine.STACKED, 0),
                Arguments.of(0, Engine.STACKED, 21),
                Arguments.of(0, Engine.STACKED, 25),
                Arguments.of(0, Engine.STACKED, 75),
                Arguments.of(1, Engine.STACKED, 0),
                Arguments.of(1, Engine.STACKED, 13),
                Arguments.of(1, Engine.STACKED, 20),
                Arguments.of(1, Engine.STACKED, 60),
                Arguments.of(RAINBOW, Engine.STACKED, 0),
                Arguments.of(RAINBOW, Engine.STACKED, 21),
                Arguments.of(RAINBOW, Engine.STACKED, 40),
                Arguments.of(RAINBOW, Engine.DL4J, 33),
                Arguments.of(2, Engine.STACKED, 0),
                Arguments.of(2, Engine.STACKED, 5),
                Arguments.of(2, Engine.STACKED, 14),
                Arguments.of(2, Engine.DL4J, 7),
                Arguments.of(EVERYTHING, Engine.STACKED, 11),
                Arguments.of(EVERYTHING, Engine.STACKED, 40),
                Arguments.of(EVERYTHING, Engine.DL4J, 30),
                Arguments.of(0, Engine.DL4J, 33),
                Arguments.of(1, Engine.DL4J, 33));
    }

    @ParameterizedTest
    @MethodSource("interruptions")
    void aMemberRestoredAloneGoesOnAsItWouldHaveInItsCohort(int algorithm, Engine engine, int safePoint) {
        AgentSpec spec = spec(algorithm, engine);
        int member = engine == Engine.STACKED ? 1 : 0;
        Uninterrupted whole = engine == Engine.STACKED ? train(spec, safePoint, 4, 5, 6) : train(spec, safePoint, 5);
        Recorder resumed = new Recorder(1);
        try (AgentTrainer trainer = AgentTrainer.create(List.of(spec), new long[] {5}, NATIVE)) {
            trainer.restore(0, whole.states().get(member).reader());
            assertEquals(List.of(whole.results().get(member)), trainer.train(resumed));
        }
        List<MetricRecord> all = whole.recorder().of(member);
        assertTrue(all.size() - whole.recordsBefore().get(member) > 0, "nothing was left to do");
        assertEquals(all.subList(whole.recordsBefore().get(member), all.size()), resumed.of(0));
    }

    @Test
    void theSafePointsOfTheTestAboveAreWhatTheySay() {
        assertEquals(76, train(spec(0, Engine.STACKED), 0, 1).recorder().safePoints());
        assertEquals(61, train(spec(1, Engine.STACKED), 0, 1).recorder().safePoints());
        assertEquals(16, train(spec(2, Engine.STACKED), 0, 1).recorder().safePoints());
    }

    /** An evaluation that a stop cuts off leaves no trace: it is done again from its start. */
    @Test
    void aRunStoppedInAnEvaluationGoesOnWithIt() {
        AgentSpec spec = spec(1, Engine.STACKED);
        Recorder whole = train(spec, 0, 5).recorder();
        int untilEvaluation = (int) whole.of(0).stream()
                .takeWhile(record -> !record.values().containsKey("eval/return"))
                .count();
        Recorder first = new Recorder(1, untilEvaluation);
        StateWriter state = new StateWriter();
        try (AgentTrainer trainer = AgentTrainer.create(List.of(spec), new long[] {5}, NATIVE)) {
            MemberResult result = trainer.train(first).get(0);
            assertEquals(MemberResult.Status.INTERRUPTED, result.status());
            trainer.save(0, state);
        }
        Recorder second = new Recorder(1);
        try (AgentTrainer trainer = AgentTrainer.create(List.of(spec), new long[] {5}, NATIVE)) {
            trainer.restore(0, state.reader());
            trainer.train(second);
        }
        assertEquals(
                whole.of(0),
                Stream.concat(first.of(0).stream(), second.of(0).stream()).toList());
    }

    @Test
    void membersOfDifferentClocksAreRefused() {
        AgentSpec spec = spec(1, Engine.STACKED);
        StateWriter early = train(spec, 3, 1).states().get(0);
        StateWriter late = train(spec, 9, 2).states().get(0);
        try (AgentTrainer trainer = AgentTrainer.create(List.of(spec, spec), new long[] {1, 2}, NATIVE)) {
            trainer.restore(0, early.reader());
            String message = assertThrows(CheckpointException.class, () -> trainer.restore(1, late.reader()))
                    .getMessage();
            assertTrue(
                    message.contains("saved at 30 but member 1 at 90") && message.contains("Resume them apart"),
                    message);
        }
    }

    @Test
    void anotherSettingsCheckpointIsRefusedAndNamesWhatDoesNotFit() {
        StateWriter a2c = train(spec(1, Engine.STACKED), 3, 1).states().get(0);
        try (AgentTrainer trainer = AgentTrainer.create(List.of(spec(0, Engine.STACKED)), new long[] {1}, NATIVE)) {
            String message = assertThrows(CheckpointException.class, () -> trainer.restore(0, a2c.reader()))
                    .getMessage();
            assertTrue(message.contains("algorithm/next_target_update"), message);
        }
    }

    /** An environment that is not determined by seeds and actions cannot be brought back, and must not seem to be. */
    @Test
    void anEnvironmentThatComesBackElsewhereIsRefused() {
        EnvironmentSpec spec = new EnvironmentSpec("CartPole-v1", Map.of(), 2);
        StateWriter state = new StateWriter();
        try (Lanes lanes = new Lanes(NATIVE, spec, new double[] {1}, new Cohort(1))) {
            lanes.reset(0, RandomStream.named(0, "environment"));
            for (int t = 0; t < 30; t++) {
                lanes.step(0, new float[] {t % 2, 1}, (member, lane, episodeReturn, length) -> {});
            }
            lanes.save(0, state);
        }
        try (Lanes lanes = new Lanes(NATIVE, spec, new double[] {1}, new Cohort(1))) {
            lanes.restore(0, state.reader());
        }
        EnvProvider shorter = new EnvProvider() {
            @Override
            public List<EnvSpec> specs() {
                return NATIVE.specs();
            }

            @Override
            public String description() {
                return "with shorter episodes";
            }

            @Override
            public VectorEnv open(EnvRequest request) {
                return NATIVE.open(request.id(), Map.of("max_episode_steps", 5), request.lanes(), request.autoreset());
            }

            @Override
            public void close() {}
        };
        try (Lanes lanes = new Lanes(shorter, spec, new double[] {1}, new Cohort(1))) {
            String message = assertThrows(CheckpointException.class, () -> lanes.restore(0, state.reader()))
                    .getMessage();
            assertTrue(message.contains("60 actions led to other observations"), message);
        }
    }
}
