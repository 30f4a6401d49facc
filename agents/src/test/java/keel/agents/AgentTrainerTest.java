package keel.agents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import keel.env.Box;
import keel.env.Discrete;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.NativeEnvironments;
import keel.env.Tensor;
import keel.env.Value;
import keel.training.MemberResult;
import keel.training.network.Engine;
import keel.training.rate.Constant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AgentTrainerTest {
    private static final EnvProvider NATIVE = new NativeEnvironments();

    static Stream<AgentSpec> cartPole() {
        return Specs.all(Specs.common("CartPole-v1", 2, 1200, 400), 1e-3, 0.98).stream();
    }

    private static Recorder train(List<AgentSpec> specs, long... seeds) {
        Recorder recorder = new Recorder(seeds.length);
        try (AgentTrainer trainer = AgentTrainer.create(specs, seeds, NATIVE)) {
            trainer.train(recorder);
        }
        return recorder;
    }

    @ParameterizedTest
    @MethodSource("cartPole")
    void theSameSeedTwiceGivesTheSameRecordsAndAnotherSeedGivesOthers(AgentSpec spec) {
        Recorder first = train(List.of(spec), 7);
        assertTrue(first.of(0).size() > 50, "only " + first.of(0).size() + " records");
        assertEquals(first.of(0), train(List.of(spec), 7).of(0));
        assertNotEquals(first.of(0), train(List.of(spec), 8).of(0));
    }

    /** The list that names of metrics are checked against is neither too short nor too long. */
    @ParameterizedTest
    @MethodSource("cartPole")
    void whatIsRecordedIsWhatTheSpecSaysMayBe(AgentSpec spec) {
        Set<String> recorded = new TreeSet<>();
        train(List.of(spec), 7)
                .of(0)
                .forEach(record -> recorded.addAll(record.values().keySet()));
        Set<String> expected = new TreeSet<>(spec.metrics());
        // Of rates that are more than a schedule.
        expected.removeIf(name -> name.matches("(rate_factor|controller_factor|schedule_update|momentum)/.*"));
        assertEquals(expected, recorded);
    }

    @Test
    void aMemberOfACohortRecordsWhatItRecordsAlone() {
        AgentSpec.CommonSpec common = Specs.common("CartPole-v1", 2, 1200, 400);
        for (int algorithm = 0; algorithm < Specs.all(common, 1, 1).size(); algorithm++) {
            AgentSpec slow = Specs.all(common, 1e-4, 0.98).get(algorithm);
            AgentSpec fast = Specs.all(common, 1e-2, 0.98).get(algorithm);
            AgentSpec hopeless = Specs.all(common, 1e30, 0.98).get(algorithm);
            Recorder cohort = train(List.of(slow, hopeless, fast, slow), 1, 2, 3, 4);
            assertEquals(train(List.of(slow), 1).of(0), cohort.of(0));
            assertEquals(train(List.of(fast), 3).of(0), cohort.of(2));
            assertEquals(train(List.of(slow), 4).of(0), cohort.of(3));
        }
    }

    @Test
    void aDivergingMemberIsAResultThatNamesNetworkUpdateAndRateAndTheOthersGoOn() {
        AgentSpec.CommonSpec common = Specs.common("CartPole-v1", 2, 1200, 400);
        AgentSpec steady = Specs.dqn(common, new Constant(1e-3), 0.98);
        AgentSpec hopeless = Specs.dqn(common, new Constant(1e30), 0.98);
        try (AgentTrainer trainer = AgentTrainer.create(List.of(hopeless, steady), new long[] {1, 1}, NATIVE)) {
            List<MemberResult> results = trainer.train(new Recorder(2));
            assertEquals(MemberResult.Status.DIVERGED, results.get(0).status());
            assertTrue(
                    results.get(0).reason().matches("q: .* at update \\d+ with learning rate 1.0E30"),
                    results.get(0).reason());
            assertTrue(results.get(0).finalScores().isEmpty());
            assertEquals(
                    results.get(0).divergence().orElseThrow().divergence().at().update(),
                    results.get(0).updates());
            assertTrue(results.get(0).environmentSteps() < results.get(1).environmentSteps());
            assertEquals(MemberResult.Status.COMPLETED, results.get(1).status());
            assertEquals(3.0, results.get(1).finalScores().get("eval/episodes"));
            try (AgentTrainer alone = AgentTrainer.create(List.of(hopeless), new long[] {1}, NATIVE)) {
                assertEquals(alone.train(new Recorder(1)).get(0), results.get(0));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cartPole")
    void recordedRatesAreTheSchedulesValueAtTheNetworksOwnUpdate(AgentSpec spec) {
        Recorder recorder = train(List.of(spec), 3);
        spec.networks().forEach((name, training) -> {
            var rates = recorder.of(0).stream()
                    .filter(r -> r.values().containsKey("rate/" + name))
                    .toList();
            assertTrue(rates.size() > 5, name + " has only " + rates.size());
            rates.forEach(r -> assertEquals(
                    training.rate().schedule().at(r.update()),
                    r.values().get("rate/" + name),
                    name + " " + r.update()));
        });
    }

    @ParameterizedTest
    @MethodSource("cartPole")
    void evaluatingMoreOftenDoesNotChangeTheTraining(AgentSpec spec) {
        AgentSpec.CommonSpec often = Specs.common("CartPole-v1", 2, 1200, 100);
        AgentSpec same = Specs.all(often, 1e-3, 0.98).get(cartPole().toList().indexOf(spec));
        Recorder rarely = train(List.of(spec), 5);
        Recorder frequently = train(List.of(same), 5);
        assertEquals(rarely.values(0, "episode/return"), frequently.values(0, "episode/return"));
        assertTrue(rarely.values(0, "eval/return").size()
                < frequently.values(0, "eval/return").size());
    }

    @Test
    void aTerminatedEpisodeIsWorthItsRewardAndATruncatedOneGoesOnInTheTarget() {
        double discount = 0.5;
        AgentSpec.CommonSpec common = Specs.common("Constant-v0", 2, 6000, 100_000);
        for (boolean truncates : new boolean[] {false, true}) {
            EnvProvider environments = new ConstantEnvironments(1, truncates);
            double worth = truncates ? 1 / (1 - discount) : 1;
            Recorder dqn = new Recorder(1);
            try (AgentTrainer trainer = AgentTrainer.create(
                    List.of(Specs.dqn(common, new Constant(3e-3), discount)), new long[] {1}, environments)) {
                trainer.train(dqn);
            }
            List<Double> q = dqn.values(0, "q/mean");
            assertEquals(worth, q.get(q.size() - 1), 0.02, "dqn, truncates " + truncates);

            Recorder ppo = new Recorder(1);
            try (AgentTrainer trainer = AgentTrainer.create(
                    List.of(Specs.ppo(common, new Constant(1e-3), new Constant(3e-3), discount)),
                    new long[] {1},
                    environments)) {
                trainer.train(ppo);
            }
            List<Double> values = ppo.values(0, "value/mean");
            assertEquals(worth, values.get(values.size() - 1), 0.02, "ppo, truncates " + truncates);

            Recorder a2c = new Recorder(1);
            try (AgentTrainer trainer = AgentTrainer.create(
                    List.of(Specs.a2c(common, new Constant(1e-3), new Constant(3e-3), discount)),
                    new long[] {1},
                    environments)) {
                trainer.train(a2c);
            }
            // The value is not recorded, but a critic that is right has no error left, and from V = 0 it had.
            List<Double> loss = a2c.values(0, "loss/critic");
            assertTrue(loss.get(0) > 0.1, "loss began at " + loss.get(0));
            assertEquals(0, loss.get(loss.size() - 1), 1e-3, "a2c, truncates " + truncates);
        }
    }

    /** Environments are opened for training, for evaluation, and for the last one, member by member. */
    @Test
    void anEnvironmentThatGivesNaNFailsItsRunAndTheOthersGoOn() {
        Box numbers = new Box(Tensor.of(new float[] {-1}, 1), Tensor.of(new float[] {1}, 1));
        for (int bad : new int[] {1, 3, 5}) {
            ScriptedEnvironments.Script script = new ScriptedEnvironments.Script() {
                @Override
                public Value observation(int index, int lane, int t) {
                    return ScriptedEnvironments.row(index == bad && lane == 1 && t == 2 ? Float.NaN : 0);
                }

                @Override
                public boolean ends(int index, int lane, int t) {
                    return t % 3 == 0;
                }
            };
            for (AgentSpec spec : Specs.all(Specs.common("Scripted-v0", 2, 600, 100), 1e-3, 0.98)) {
                try (AgentTrainer trainer = AgentTrainer.create(
                        List.of(spec, spec),
                        new long[] {1, 2},
                        new ScriptedEnvironments(numbers, new Discrete(2, 0), script))) {
                    List<MemberResult> results = trainer.train(new Recorder(2));
                    assertEquals(MemberResult.Status.COMPLETED, results.get(0).status());
                    assertEquals(3, results.get(0).finalScores().get("eval/return"));
                    MemberResult failed = results.get(1);
                    assertEquals(MemberResult.Status.FAILED, failed.status());
                    assertTrue(
                            failed.reason().contains("NaN") && failed.reason().contains("lane 1"), failed.reason());
                    assertEquals(bad > 1, failed.reason().contains("while evaluating"), failed.reason());
                    assertTrue(failed.finalScores().isEmpty());
                }
            }
        }
    }

    @Test
    void stoppingOnRequestEndsWithWhatHasBeenMeasured() {
        AgentSpec spec = Specs.all(Specs.common("CartPole-v1", 2, 100_000, 400), 1e-3, 0.98)
                .get(1);
        try (AgentTrainer trainer = AgentTrainer.create(List.of(spec), new long[] {1}, NATIVE)) {
            MemberResult result = trainer.train(new Recorder(1, 30)).get(0);
            assertEquals(MemberResult.Status.INTERRUPTED, result.status());
            assertTrue(result.environmentSteps() < 100_000);
            assertTrue(result.reason().contains("of 100000 environment steps"), result.reason());
        }
    }

    @Test
    void neverTakesMoreStepsThanAskedFor() {
        for (AgentSpec spec : Specs.all(Specs.common("CartPole-v1", 3, 1000, 400), 1e-3, 0.98)) {
            try (AgentTrainer trainer = AgentTrainer.create(List.of(spec), new long[] {1}, NATIVE)) {
                MemberResult result = trainer.train(new Recorder(1)).get(0);
                assertEquals(MemberResult.Status.COMPLETED, result.status());
                assertEquals(999, result.environmentSteps());
            }
        }
    }

    @Test
    void anActionSpaceThatDoesNotFitIsRefusedByName() {
        AgentSpec spec =
                Specs.all(Specs.common("Constant-v0", 2, 1000, 400), 1e-3, 0.98).get(0);
        EnvProvider continuous = new ConstantEnvironments(
                1, false, new Box(Tensor.of(new float[] {-1}, 1), Tensor.of(new float[] {1}, 1)));
        EnvException e =
                assertThrows(EnvException.class, () -> AgentTrainer.create(List.of(spec), new long[] {1}, continuous));
        assertTrue(e.getMessage().contains("Constant-v0") && e.getMessage().contains("Discrete"), e.getMessage());
    }

    @Test
    void theDl4jEngineTrainsTheSameAgents() {
        AgentSpec.CommonSpec stacked = Specs.common("CartPole-v1", 2, 300, 1000);
        AgentSpec.CommonSpec dl4j =
                new AgentSpec.CommonSpec(stacked.environment(), 300, stacked.evaluation(), 10, Engine.DL4J);
        for (int algorithm = 0; algorithm < Specs.all(stacked, 1, 1).size(); algorithm++) {
            Recorder a =
                    train(Collections.nCopies(1, Specs.all(stacked, 1e-3, 0.98).get(algorithm)), 3);
            Recorder b =
                    train(Collections.nCopies(1, Specs.all(dl4j, 1e-3, 0.98).get(algorithm)), 3);
            String metric = a.values(0, "loss/q").isEmpty() ? "loss/critic" : "loss/q";
            List<Double> expected = a.values(0, metric);
            List<Double> actual = b.values(0, metric);
            assertFalse(expected.isEmpty());
            for (int i = 0; i < Math.min(3, expected.size()); i++) {
                assertEquals(expected.get(i), actual.get(i), 1e-3 * Math.abs(expected.get(i)), metric + " " + i);
            }
        }
    }
}
