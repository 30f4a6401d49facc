package keel.agents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import keel.agents.rl4j.ChoicePolicy;
import keel.agents.rl4j.TrainedNet;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.NativeEnvironments;
import keel.training.Cohort;
import keel.training.InvalidConfigException;
import keel.training.MemberResult;
import keel.training.checkpoint.StateWriter;
import keel.training.network.Activation;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;
import keel.training.rate.Linear;
import keel.training.rate.RateSchedule;
import keel.training.rate.Triangular;
import keel.training.telemetry.MetricRecord;
import org.deeplearning4j.rl4j.observation.Observation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;

/** RL4J's learners as Keel's algorithms. */
class Rl4jAgentsTest {
    private static final EnvProvider NATIVE = new NativeEnvironments();
    private static final RateSchedule CYCLE = new Triangular(1e-4, 1e-3, 20, 0);
    private static final List<String> ALGORITHMS = List.of("rl4j-a2c", "rl4j-nstep-q", "rl4j-double-dqn");

    private static AgentSpec spec(String algorithm, AgentSpec.CommonSpec common, RateSchedule rate, double discount) {
        RateSchedule epsilon = new Linear(1, 0.1, 300);
        return switch (algorithm) {
            case "rl4j-a2c" ->
                new Rl4jA2cSpec(
                        common,
                        Specs.network(rate, Activation.TANH, 16),
                        Specs.network(new Constant(2e-3), Activation.TANH, 16),
                        5,
                        discount,
                        new Linear(0.1, 0, 400));
            case "rl4j-nstep-q" ->
                new Rl4jNstepQSpec(common, Specs.network(rate, Activation.RELU, 16), 5, 7, discount, epsilon);
            default ->
                new Rl4jDoubleDqnSpec(
                        common,
                        Specs.network(rate, Activation.RELU, 16),
                        200,
                        8,
                        40,
                        3,
                        7,
                        discount,
                        epsilon,
                        Optional.empty());
        };
    }

    private static AgentSpec spec(String algorithm) {
        return spec(algorithm, Specs.common("CartPole-v1", 1, 500, 160), CYCLE, 0.98);
    }

    private static AgentTrainer trainer(AgentSpec spec, long seed) {
        return AgentTrainer.create(List.of(spec), new long[] {seed}, NATIVE);
    }

    private static List<MetricRecord> records(AgentSpec spec, long seed) {
        Recorder recorder = new Recorder(1);
        try (AgentTrainer trainer = trainer(spec, seed)) {
            trainer.train(recorder);
        }
        return recorder.of(0);
    }

    static Stream<String> algorithms() {
        return ALGORITHMS.stream();
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void theSameSeedGivesTheSameNumbersWhateverNd4jsGlobalSeedIs(String algorithm) {
        Nd4j.getRandom().setSeed(1);
        List<MetricRecord> first = records(spec(algorithm), 3);
        Nd4j.getRandom().setSeed(2);
        assertEquals(first, records(spec(algorithm), 3));
        assertNotEquals(first, records(spec(algorithm), 4));
    }

    /** The clock of a rate is its network's own: update u is at the schedule's value at u. */
    @ParameterizedTest
    @MethodSource("algorithms")
    void theRateLoggedIsThatOfTheNetworksUpdate(String algorithm) {
        AgentSpec spec = spec(algorithm);
        int found = 0;
        for (MetricRecord record : records(spec, 3)) {
            for (String network : spec.networks().keySet()) {
                Double rate = record.values().get("rate/" + network);
                if (rate != null) {
                    RateSchedule schedule = spec.networks().get(network).rate().schedule();
                    assertEquals(schedule.at(record.update()), rate);
                    found++;
                }
            }
        }
        assertTrue(found >= 10, found + " rates");
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void everythingRecordedIsDeclared(String algorithm) {
        AgentSpec spec = spec(algorithm);
        records(spec, 3)
                .forEach(record -> assertTrue(
                        spec.metrics().containsAll(record.values().keySet()),
                        record.values().keySet().toString()));
    }

    static Stream<Arguments> interruptions() {
        return ALGORITHMS.stream()
                .flatMap(algorithm -> IntStream.of(0, 1, 20, 41, 70).mapToObj(at -> Arguments.of(algorithm, at)));
    }

    @ParameterizedTest
    @MethodSource("interruptions")
    void aRestoredRunGoesOnAsItWouldHave(String algorithm, int safePoint) {
        AgentSpec spec = spec(algorithm);
        Recorder whole = new Recorder(1);
        StateWriter state = new StateWriter();
        List<Integer> before = new ArrayList<>();
        List<MemberResult> results;
        try (AgentTrainer trainer = trainer(spec, 5)) {
            whole.at(safePoint, () -> {
                trainer.save(0, state);
                before.add(whole.of(0).size());
            });
            results = trainer.train(whole);
        }
        Recorder resumed = new Recorder(1);
        try (AgentTrainer trainer = trainer(spec, 5)) {
            trainer.restore(0, state.reader());
            assertEquals(results, trainer.train(resumed));
        }
        assertEquals(whole.of(0).subList(before.get(0), whole.of(0).size()), resumed.of(0));
    }

    /**
     * One state, reward 1 a step, γ = 1/2, episodes of one step. Cut off, a step is worth 1 + 1/2 + 1/4 + … = 2; terminated,
     * 1. RL4J's environments tell both as terminal, or both as not.
     */
    @ParameterizedTest
    @ValueSource(strings = {"rl4j-nstep-q", "rl4j-double-dqn"})
    void anEpisodeThatIsCutOffGoesOnInTheTarget(String algorithm) {
        assertEquals(2, learnedValue(algorithm, true), 0.05);
        assertEquals(1, learnedValue(algorithm, false), 0.05);
    }

    private static double learnedValue(String algorithm, boolean truncates) {
        AgentSpec.CommonSpec common = Specs.common("Constant-v0", 1, 1500, 1500);
        AgentSpec spec = spec(algorithm, common, new Constant(6e-3), 0.5);
        Recorder recorder = new Recorder(1);
        try (AgentTrainer trainer =
                AgentTrainer.create(List.of(spec), new long[] {0}, new ConstantEnvironments(1, truncates))) {
            trainer.train(recorder);
        }
        List<Double> means = recorder.values(0, "q/mean");
        return means.get(means.size() - 1);
    }

    /** The critic's loss vanishes only at the true value, where returns and values agree: 2, or 1. */
    @Test
    void theCriticLearnsTheValueOfWhatWasCutOff() {
        for (boolean truncates : new boolean[] {true, false}) {
            AgentSpec.CommonSpec common = Specs.common("Constant-v0", 1, 2000, 2000);
            AgentSpec spec = spec("rl4j-a2c", common, new Constant(1e-3), 0.5);
            ConstantEnvironments environments = new ConstantEnvironments(1, truncates);
            Cohort cohort = new Cohort(1);
            Lanes lanes = new Lanes(environments, common.environment(), new double[] {0.5}, cohort);
            try (Algorithm algorithm = spec.start(List.of(spec), new long[] {0}, lanes, cohort)) {
                while (algorithm.environmentSteps() < 2000) {
                    algorithm.round(100, new Recorder(1));
                }
                float value = algorithm.learners().get(1).network().predict(lanes.observations(), 1)[0];
                assertEquals(truncates ? 2 : 1, value, 0.05);
            }
        }
    }

    /** A run's zip in RL4J's hands chooses as the run itself does. */
    @ParameterizedTest
    @MethodSource("algorithms")
    void aSavedNetworkActsInRl4jAsItDoesHere(String algorithm, @TempDir Path folder) {
        AgentSpec spec = spec(algorithm);
        Cohort cohort = new Cohort(1);
        Lanes lanes = new Lanes(NATIVE, spec.common().environment(), new double[] {0.98}, cohort);
        try (Algorithm trained = spec.start(List.of(spec), new long[] {1}, lanes, cohort)) {
            for (int i = 0; i < 60; i++) {
                trained.round(100, new Recorder(1));
            }
            trained.saveNetworks(0, folder);
            ChoicePolicy policy = algorithm.equals("rl4j-a2c")
                    ? TrainedNet.probabilities(folder.resolve("actor.zip")).greedy()
                    : TrainedNet.actionValues(folder.resolve("q.zip")).greedy();
            RandomStream random = RandomStream.named(0, "test");
            int[] count = new int[2];
            for (int i = 0; i < 100; i++) {
                float[] observation = new float[4];
                for (int k = 0; k < 4; k++) {
                    observation[k] = (float) random.nextGaussian();
                }
                float[] action = new float[1];
                trained.act(observation, 1, action);
                int theirs = policy.nextAction(
                        new Observation(Nd4j.createFromArray(observation).reshape(1, 4)));
                assertEquals((int) action[0], theirs);
                count[theirs]++;
            }
            assertTrue(count[0] > 0 && count[1] > 0, "only one action was ever taken");
        }
    }

    @Test
    void severalLanesAndOtherActionsAreRefused() {
        String lanes = assertThrows(
                        InvalidConfigException.class,
                        () -> spec("rl4j-a2c", Specs.common("CartPole-v1", 2, 500, 500), CYCLE, 0.9))
                .getMessage();
        assertTrue(lanes.contains("environment.lanes is 2") && lanes.contains("Set it to 1"), lanes);
        for (String algorithm : ALGORITHMS) {
            AgentSpec spec = spec(algorithm, Specs.common("Pendulum-v1", 1, 500, 500), CYCLE, 0.9);
            String message =
                    assertThrows(EnvException.class, () -> trainer(spec, 0)).getMessage();
            assertTrue(
                    message.contains("Pendulum-v1") && message.contains(algorithm) && message.contains("Discrete"),
                    message);
        }
    }

    @Test
    void updatesThatTheSettingDecidesAreFound() {
        AgentSpec spec = spec("rl4j-double-dqn");
        long updates =
                records(spec, 3).stream().mapToLong(MetricRecord::update).max().orElseThrow() + 1;
        assertEquals(updates, spec.expectedUpdates("q").orElseThrow());
    }

    @Test
    void numbersThatMakeNoSenseAreRefused() {
        AgentSpec.CommonSpec common = Specs.common("CartPole-v1", 1, 500, 500);
        assertMessage(
                "rl4j-nstep-q.epsilon goes from 0.0 to 2.0",
                () -> new Rl4jNstepQSpec(
                        common, Specs.network(CYCLE, Activation.RELU, 4), 5, 1, 0.9, new Linear(2, 0, 10)));
        assertMessage(
                "rl4j-double-dqn.buffer-size is 4",
                () -> new Rl4jDoubleDqnSpec(
                        common,
                        Specs.network(CYCLE, Activation.RELU, 4),
                        4,
                        8,
                        0,
                        1,
                        1,
                        0.9,
                        new Constant(0.1),
                        Optional.empty()));
        assertMessage(
                "rl4j-double-dqn.error-clamp is -1.0",
                () -> new Rl4jDoubleDqnSpec(
                        common,
                        Specs.network(CYCLE, Activation.RELU, 4),
                        8,
                        8,
                        0,
                        1,
                        1,
                        0.9,
                        new Constant(0.1),
                        Optional.of(-1.0)));
        assertMessage(
                "rl4j-a2c.rollout-steps is 0",
                () -> new Rl4jA2cSpec(
                        common,
                        Specs.network(CYCLE, Activation.RELU, 4),
                        Specs.network(CYCLE, Activation.RELU, 4),
                        0,
                        0.9,
                        new Constant(0)));
    }

    private static void assertMessage(String part, Runnable build) {
        String message = assertThrows(InvalidConfigException.class, build::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
