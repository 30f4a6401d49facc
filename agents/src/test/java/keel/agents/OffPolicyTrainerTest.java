package keel.agents;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import keel.env.Box;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.NativeEnvironments;
import keel.env.Tensor;
import keel.training.Cohort;
import keel.training.MemberResult;
import keel.training.checkpoint.StateWriter;
import keel.training.network.Engine;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;
import keel.training.telemetry.MetricRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link AgentTrainerTest} and {@link AgentResumeTest} ask of every algorithm, of those with real actions. */
class OffPolicyTrainerTest {
    private static final EnvProvider NATIVE = new NativeEnvironments();
    private static final AgentSpec.CommonSpec COMMON = OffPolicySpecs.common(Engine.STACKED, 2, 600, 200);

    static Stream<AgentSpec> pendulum() {
        return OffPolicySpecs.all(COMMON, 1e-3, 0.95).stream();
    }

    private static Recorder train(List<AgentSpec> specs, long... seeds) {
        Recorder recorder = new Recorder(seeds.length);
        try (AgentTrainer trainer = AgentTrainer.create(specs, seeds, NATIVE)) {
            trainer.train(recorder);
        }
        return recorder;
    }

    @ParameterizedTest
    @MethodSource("pendulum")
    void theSameSeedTwiceGivesTheSameRecordsAndAnotherSeedGivesOthers(AgentSpec spec) {
        Recorder first = train(List.of(spec), 7);
        assertTrue(first.of(0).size() > 30, "only " + first.of(0).size() + " records");
        assertEquals(first.of(0), train(List.of(spec), 7).of(0));
        assertNotEquals(first.of(0), train(List.of(spec), 8).of(0));
    }

    /** Targets of a whole cohort move at one rate, so members may not differ in it. */
    @Test
    void targetRatesAreNotMixedInACohort() {
        DdpgSpec slow = OffPolicySpecs.ddpg(COMMON, 1e-3, 0.95);
        DdpgSpec fast = new DdpgSpec(
                slow.common(),
                slow.actor(),
                slow.critic(),
                slow.replay(),
                slow.exploration(),
                slow.discount(),
                2 * slow.targetRate());
        assertNotEquals(slow.cohortKey(), fast.cohortKey());
        assertThrows(IllegalArgumentException.class, () -> train(List.of(slow, fast), 1, 2));
        Td3Spec td3 = OffPolicySpecs.td3(COMMON, 1e-3, 0.95);
        assertTrue(td3.ownCohortKey().contains(td3.targetRate()));
        SacSpec sac = OffPolicySpecs.sac(COMMON, 1e-3, 0.95, OffPolicySpecs.automatic(1e-3));
        assertTrue(sac.ownCohortKey().contains(sac.targetRate()));
    }

    /** With a discount that an episode is long enough for, so that there is a bias to tell. */
    @ParameterizedTest
    @MethodSource("algorithms")
    void whatIsRecordedIsWhatTheSpecSaysMayBe(int algorithm) {
        AgentSpec spec = OffPolicySpecs.all(COMMON, 1e-3, 0.85).get(algorithm);
        Set<String> recorded = new TreeSet<>();
        train(List.of(spec), 7)
                .of(0)
                .forEach(record -> recorded.addAll(record.values().keySet()));
        Set<String> expected = new TreeSet<>(spec.metrics());
        // Of rates that are more than a schedule, and of hidden layers, which a single number has not.
        expected.removeIf(name -> name.matches("(rate_factor|controller_factor|schedule_update|momentum)/.*"));
        expected.removeIf(name -> name.matches("(dead_units|effective_rank|clipped_norm)/temperature"));
        assertEquals(expected, recorded);
    }

    @ParameterizedTest
    @MethodSource("pendulum")
    void recordedRatesAreTheSchedulesValueAtTheNetworksOwnUpdate(AgentSpec spec) {
        Recorder recorder = train(List.of(spec), 3);
        spec.networks().forEach((name, training) -> {
            List<MetricRecord> rates = recorder.of(0).stream()
                    .filter(r -> r.values().containsKey("rate/" + name))
                    .toList();
            assertTrue(rates.size() > 5, name + " has only " + rates.size());
            rates.forEach(r -> assertEquals(
                    training.rate().schedule().at(r.update()),
                    r.values().get("rate/" + name),
                    name + " " + r.update()));
        });
    }

    /** 68 rounds of 8 steps remain after 60 (the 8th ends at 64), of 4 updates each. */
    @ParameterizedTest
    @MethodSource("pendulum")
    void updatesAreAsManyAsTheSpecForetells(AgentSpec spec) {
        try (AgentTrainer trainer = AgentTrainer.create(List.of(spec), new long[] {1}, NATIVE)) {
            MemberResult result = trainer.train(new Recorder(1)).get(0);
            assertEquals(272, result.updates());
            assertEquals(272, spec.expectedUpdates("critic").orElseThrow());
            assertEquals(
                    spec instanceof Td3Spec ? 136 : 272,
                    spec.expectedUpdates("actor").orElseThrow());
        }
    }

    static Stream<Integer> algorithms() {
        return Stream.of(0, 1, 2, 3);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void aMemberOfACohortRecordsWhatItRecordsAlone(int algorithm) {
        AgentSpec slow = OffPolicySpecs.all(COMMON, 1e-4, 0.95).get(algorithm);
        AgentSpec fast = OffPolicySpecs.all(COMMON, 1e-2, 0.9).get(algorithm);
        AgentSpec hopeless = OffPolicySpecs.all(COMMON, 1e30, 0.95).get(algorithm);
        Recorder cohort = train(List.of(slow, hopeless, fast, slow), 1, 2, 3, 4);
        assertEquals(train(List.of(slow), 1).of(0), cohort.of(0));
        assertEquals(train(List.of(fast), 3).of(0), cohort.of(2));
        assertEquals(train(List.of(slow), 4).of(0), cohort.of(3));
        assertTrue(cohort.of(1).size() < cohort.of(0).size(), "a rate of 1e30 should end a run early");
    }

    /** The first safe point, one before learning starts, some between, one where an evaluation is due, the last. */
    static Stream<Arguments> interruptions() {
        return algorithms()
                .flatMap(algorithm -> Stream.of(0, 5, 25, 75)
                        .flatMap(safePoint -> Stream.of(Engine.values())
                                .filter(engine -> engine == Engine.STACKED || safePoint == 25)
                                .map(engine -> Arguments.of(algorithm, engine, safePoint))));
    }

    @ParameterizedTest
    @MethodSource("interruptions")
    void aMemberRestoredAloneGoesOnAsItWouldHaveInItsCohort(int algorithm, Engine engine, int safePoint) {
        AgentSpec spec = OffPolicySpecs.all(OffPolicySpecs.common(engine, 2, 600, 200), 1e-3, 0.95)
                .get(algorithm);
        boolean stacked = engine == Engine.STACKED;
        long[] seeds = stacked ? new long[] {4, 5, 6} : new long[] {5};
        int member = stacked ? 1 : 0;
        Recorder whole = new Recorder(seeds.length);
        StateWriter state = new StateWriter();
        List<Integer> before = new ArrayList<>();
        List<MemberResult> results;
        List<AgentSpec> specs = new ArrayList<>();
        for (int p = 0; p < seeds.length; p++) {
            specs.add(spec);
        }
        try (AgentTrainer trainer = AgentTrainer.create(specs, seeds, NATIVE)) {
            whole.at(safePoint, () -> {
                trainer.save(member, state);
                before.add(whole.of(member).size());
            });
            results = trainer.train(whole);
        }
        Recorder resumed = new Recorder(1);
        try (AgentTrainer trainer = AgentTrainer.create(List.of(spec), new long[] {5}, NATIVE)) {
            trainer.restore(0, state.reader());
            assertEquals(List.of(results.get(member)), trainer.train(resumed));
        }
        List<MetricRecord> all = whole.of(member);
        assertTrue(all.size() > before.get(0), "nothing was left to do");
        assertEquals(all.subList(before.get(0), all.size()), resumed.of(0));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void theDl4jEngineTrainsTheSameAgents(int algorithm) {
        AgentSpec.CommonSpec dl4j = OffPolicySpecs.common(Engine.DL4J, 2, 200, 1000);
        AgentSpec.CommonSpec stacked = OffPolicySpecs.common(Engine.STACKED, 2, 200, 1000);
        List<Double> expected = train(
                        List.of(OffPolicySpecs.all(stacked, 1e-3, 0.95).get(algorithm)), 3)
                .values(0, "loss/critic");
        List<Double> actual = train(List.of(OffPolicySpecs.all(dl4j, 1e-3, 0.95).get(algorithm)), 3)
                .values(0, "loss/critic");
        assertFalse(expected.isEmpty());
        for (int i = 0; i < Math.min(3, expected.size()); i++) {
            assertEquals(expected.get(i), actual.get(i), 1e-3 * Math.abs(expected.get(i)), "loss " + i);
        }
    }

    private static Box box() {
        return new Box(Tensor.of(new float[] {-1}, 1), Tensor.of(new float[] {1}, 1));
    }

    /** Reward 1 and one step: worth 1 if it ended the task, 1 / (1 - γ) if it was cut off. */
    @ParameterizedTest
    @MethodSource("algorithms")
    void aTerminatedEpisodeIsWorthItsRewardAndATruncatedOneGoesOnInTheTarget(int algorithm) {
        double discount = 0.5;
        for (boolean truncates : new boolean[] {false, true}) {
            // SAC adds what the entropy is worth, so its weight is made next to nothing.
            AgentSpec.CommonSpec common = Specs.common("Constant-v0", 2, 4000, 100_000);
            AgentSpec spec = algorithm < 2
                    ? OffPolicySpecs.sac(common, 3e-3, discount, new EntropySpec.Planned(new Constant(1e-4)))
                    : OffPolicySpecs.all(common, 3e-3, discount).get(algorithm);
            Recorder recorder = new Recorder(1);
            try (AgentTrainer trainer =
                    AgentTrainer.create(List.of(spec), new long[] {1}, new ConstantEnvironments(1, truncates, box()))) {
                trainer.train(recorder);
            }
            List<Double> q = recorder.values(0, "q/mean");
            assertEquals(truncates ? 2 : 1, q.get(q.size() - 1), 0.03, "truncates " + truncates);
        }
    }

    @ParameterizedTest
    @MethodSource("pendulum")
    void anActionSpaceThatDoesNotFitIsRefusedByName(AgentSpec spec) {
        EnvException e = assertThrows(
                EnvException.class,
                () -> AgentTrainer.create(List.of(spec), new long[] {1}, new ConstantEnvironments(1, false)));
        assertTrue(e.getMessage().contains(spec.algorithm()) && e.getMessage().contains("Discrete"), e.getMessage());
    }

    @ParameterizedTest
    @MethodSource("pendulum")
    void actingIsRestoredFromThePolicyAloneAndExploringDiffersFromIt(AgentSpec spec, @TempDir Path folder) {
        float[] observations = {1, 0, 0.5f, -1, 0.2f, -3};
        float[] expected = new float[2];
        StateWriter policy = new StateWriter();
        try (Algorithm trained = start(spec, 1)) {
            for (int round = 0; round < 12; round++) {
                trained.round(1000, new Recorder(1));
            }
            trained.act(observations, 2, expected);
            float[] explored = new float[2];
            trained.explore(
                    observations, 2, trained.environmentSteps(), List.of(RandomStream.named(1, "explore")), explored);
            assertTrue(explored[0] != expected[0] && explored[1] != expected[1]);
            float[] again = new float[2];
            trained.explore(
                    observations, 2, trained.environmentSteps(), List.of(RandomStream.named(1, "explore")), again);
            assertArrayEquals(explored, again);
            assertEquals(2, trained.values(observations, expected, 2).orElseThrow().length);
            trained.savePolicy(0, policy);
            trained.saveNetworks(0, folder);
        }
        assertTrue(Files.exists(folder.resolve("actor.zip")));
        assertEquals(spec instanceof DdpgSpec, Files.exists(folder.resolve("critic.zip")));
        assertEquals(!(spec instanceof DdpgSpec), Files.exists(folder.resolve("critic-2.zip")));
        try (Algorithm fresh = start(spec, 2)) {
            float[] actual = new float[2];
            fresh.act(observations, 2, actual);
            assertTrue(actual[0] != expected[0]);
            fresh.restorePolicy(0, policy.reader());
            fresh.act(observations, 2, actual);
            assertArrayEquals(expected, actual);
        }
    }

    private static Algorithm start(AgentSpec spec, long seed) {
        Cohort cohort = new Cohort(1);
        Lanes lanes = new Lanes(NATIVE, spec.common().environment(), new double[] {spec.discount()}, cohort);
        return spec.start(List.of(spec), new long[] {seed}, lanes, cohort);
    }

    /** From 0.5, one Adam step of rate 2e-3 on its logarithm: times e to ±0.002. */
    @Test
    void theEntropyWeightIsLearnedOrPlanned() {
        List<Double> learned =
                train(List.of(OffPolicySpecs.all(COMMON, 1e-3, 0.95).get(0)), 1).values(0, "policy/entropy_weight");
        assertEquals(0.5, learned.get(0), 1e-7);
        assertTrue(Math.abs(learned.get(1) - 0.5) > 1e-3 && Math.abs(learned.get(1) - 0.5) < 0.011);
        Recorder planned = train(List.of(OffPolicySpecs.all(COMMON, 1e-3, 0.95).get(1)), 1);
        planned.of(0).stream()
                .filter(r -> r.values().containsKey("policy/entropy_weight"))
                .forEach(r -> assertEquals(
                        Math.max(0.01, 0.2 - 0.19 * r.environmentStep() / 500),
                        r.values().get("policy/entropy_weight"),
                        1e-12));
    }
}
