package keel.agents;

import static keel.agents.ScriptedEnvironments.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import keel.env.Box;
import keel.env.Dict;
import keel.env.Discrete;
import keel.env.ElementType;
import keel.env.EnvException;
import keel.env.MultiBinary;
import keel.env.MultiDiscrete;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.Tuple;
import keel.env.Value;
import keel.training.Cohort;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;

/** What agents see of environments, and how their actions come there. */
class LanesViewTest {
    private static final Space NUMBERS = box(3, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    private static final Discrete TWO = new Discrete(2, 0);

    private static Box box(int size, float low, float high) {
        float[] lows = new float[size];
        float[] highs = new float[size];
        Arrays.fill(lows, low);
        Arrays.fill(highs, high);
        return new Box(Tensor.of(lows, size), Tensor.of(highs, size));
    }

    private static EnvironmentSpec spec(
            int lanes, List<Integer> features, int history, NormalizationSpec normalization) {
        return new EnvironmentSpec("Scripted-v0", Map.of(), lanes, features, history, normalization);
    }

    private static Lanes lanes(ScriptedEnvironments environments, EnvironmentSpec spec) {
        Lanes lanes = new Lanes(environments, spec, new double[] {0.99}, new Cohort(1));
        lanes.reset(0, RandomStream.named(0, "environment"));
        return lanes;
    }

    private static void step(Lanes lanes, float... actions) {
        lanes.step(0, actions, (member, lane, episodeReturn, length) -> {});
    }

    /** A choice of 3 from 5 up, two flags, two choices of 2 and 3, and bytes, as Gymnasium's flatten orders them. */
    @Test
    void observationsOfEveryFixedSizeAreFlattenedAsGymnasiumDoes() {
        Map<String, Space> parts = new LinkedHashMap<>();
        parts.put("choice", new Discrete(3, 5));
        parts.put("more", new Tuple(List.of(new MultiBinary(List.of(2)), MultiDiscrete.of(2, 3))));
        parts.put(
                "pixels",
                new Box(
                        Tensor.of(ElementType.UINT8, new byte[2], 2),
                        Tensor.of(ElementType.UINT8, new byte[] {-1, -1}, 2)));
        Map<String, Value> shown = new LinkedHashMap<>();
        shown.put("choice", Tensor.of(new long[] {6}));
        shown.put(
                "more",
                new Value.Items(
                        List.of(Tensor.of(ElementType.INT8, new byte[] {1, 0}, 2), Tensor.of(new long[] {0, 2}, 2))));
        shown.put("pixels", Tensor.of(ElementType.UINT8, new byte[] {3, -1}, 2));
        ScriptedEnvironments environments =
                new ScriptedEnvironments(new Dict(parts), TWO, (member, lane, t) -> new Value.Entries(shown));
        try (Lanes lanes = lanes(environments, new EnvironmentSpec("Scripted-v0", Map.of(), 1))) {
            assertArrayEquals(new float[] {0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 3, 255}, lanes.observations());
        }
        try (Lanes lanes = lanes(environments, spec(1, List.of(11, 1), 1, NormalizationSpec.NONE))) {
            assertArrayEquals(new float[] {255, 1}, lanes.observations());
        }
        EnvException e = assertThrows(
                EnvException.class, () -> lanes(environments, spec(1, List.of(12), 1, NormalizationSpec.NONE)));
        assertTrue(e.getMessage().contains("feature 12") && e.getMessage().contains("12 numbers"), e.getMessage());
    }

    /** Lane 0 shows t, -t, 0 and ends with step 2. */
    @Test
    void historyHoldsTheLatestLastAndBeginsAnewWithEachEpisode() {
        ScriptedEnvironments environments = new ScriptedEnvironments(NUMBERS, TWO, new ScriptedEnvironments.Script() {
            @Override
            public Value observation(int member, int lane, int t) {
                return row(t + 1, -t, 7);
            }

            @Override
            public boolean ends(int member, int lane, int t) {
                return t == 2;
            }
        });
        try (Lanes lanes = lanes(environments, spec(1, List.of(0, 1), 3, NormalizationSpec.NONE))) {
            assertEquals(6, lanes.observationSize());
            assertArrayEquals(new float[] {0, 0, 0, 0, 1, 0}, lanes.observations());
            step(lanes, 0);
            assertArrayEquals(new float[] {0, 0, 1, 0, 2, -1}, lanes.observations());
            assertArrayEquals(lanes.observations(), lanes.nextObservations());
            step(lanes, 0);
            assertArrayEquals(new float[] {1, 0, 2, -1, 3, -2}, lanes.nextObservations());
            assertArrayEquals(new float[] {0, 0, 0, 0, 1, 0}, lanes.observations());
        }
    }

    @Test
    void normalisationIsThatOfVecNormalize() {
        JsonNode reference = reference().path("normalisation");
        assertTrue(reference.path("steps").size() >= 3);
        JsonNode steps = reference.path("steps");
        int laneCount = reference.path("environments").asInt();
        ScriptedEnvironments environments = new ScriptedEnvironments(NUMBERS, TWO, new ScriptedEnvironments.Script() {
            private float at(int lane, int t, int i) {
                return (float)
                        steps.get(t).path("observations").get(3 * lane + i).asDouble();
            }

            @Override
            public Value observation(int member, int lane, int t) {
                return row(at(lane, t, 0), at(lane, t, 1), at(lane, t, 2));
            }

            /** The rewards of the reference's first step come before any step of ours: a step behind there. */
            @Override
            public double reward(int member, int lane, int t) {
                return steps.get(t - 1).path("rewards").get(lane).asDouble();
            }

            @Override
            public boolean ends(int member, int lane, int t) {
                return steps.get(t - 1).path("dones").get(lane).asBoolean();
            }

            @Override
            public Value next(int member, int lane, int t) {
                return observation(member, lane, t);
            }
        });
        NormalizationSpec both =
                new NormalizationSpec(true, true, reference.path("clip").asDouble());
        try (Lanes lanes = lanes(environments, spec(laneCount, List.of(), 1, both))) {
            assertNear(steps.get(0).path("normalisedObservations"), lanes.observations());
            for (int t = 1; t < steps.size(); t++) {
                step(lanes, new float[laneCount]);
                for (int lane = 0; lane < laneCount; lane++) {
                    assertEquals(
                            steps.get(t - 1).path("scaledRewards").get(lane).asDouble(), lanes.rewards()[lane], 1e-6);
                }
                assertNear(steps.get(t).path("normalisedObservations"), lanes.observations());
            }
        }
    }

    private static void assertNear(JsonNode expected, float[] actual) {
        for (int i = 0; i < actual.length; i++) {
            assertEquals(expected.get(i).asDouble(), actual[i], 2e-6, "place " + i);
        }
    }

    private static JsonNode reference() {
        try (InputStream in = LanesViewTest.class.getResourceAsStream("/reference/sb3-updates.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Evaluation sees with the moments of the training and adds nothing to them; a checkpoint brings them back. */
    @Test
    void momentsAreOfTheTrainingAloneAndComeBack() {
        ScriptedEnvironments environments =
                new ScriptedEnvironments(NUMBERS, TWO, (member, lane, t) -> row(2 * t + lane, 5, t * t));
        EnvironmentSpec spec = spec(2, List.of(), 2, new NormalizationSpec(true, true, 10));
        StateWriter state = new StateWriter();
        float[] expected;
        double[] rewards;
        try (Lanes lanes = lanes(environments, spec)) {
            for (int t = 0; t < 5; t++) {
                step(lanes, 0, 1);
            }
            try (Lanes evaluation = lanes.forEvaluation(1)) {
                evaluation.reset(0, RandomStream.named(0, "evaluation"));
                float[] before = evaluation.observations().clone();
                assertFalse(before[3] == 0, "normalised by moments of mean 0 it would be 0");
                step(evaluation, 0);
                evaluation.reset(0, RandomStream.named(0, "evaluation"));
                assertArrayEquals(before, evaluation.observations());
            }
            lanes.save(0, state);
            step(lanes, 0, 1);
            expected = lanes.observations().clone();
            rewards = lanes.rewards().clone();
        }
        try (Lanes restored = new Lanes(environments, spec, new double[] {0.99}, new Cohort(1))) {
            restored.restore(0, state.reader());
            step(restored, 0, 1);
            assertArrayEquals(expected, restored.observations());
            assertArrayEquals(rewards, restored.rewards());
        }
    }

    /** Actions of a Box go from -1 to 1 whatever its bounds, and not beyond; choices count from 0. */
    @Test
    void actionsReachTheEnvironmentInItsOwnForm() {
        Box bounded = new Box(Tensor.of(new float[] {-2, 0}, 2), Tensor.of(new float[] {2, 10}, 2));
        assertEquals(List.of(row(-1, 10), row(2, 0)), taken(bounded, 2, new float[] {-0.5f, 1, 3, -1}));
        Box open = box(1, Float.NEGATIVE_INFINITY, 4);
        assertEquals(List.of(row(-7), row(4)), taken(open, 2, new float[] {-7, 9}));
        assertEquals(
                List.of(Tensor.of(new long[] {3}), Tensor.of(new long[] {5})),
                taken(new Discrete(3, 3), 2, new float[] {0, 2}));
        MultiDiscrete several = new MultiDiscrete(Tensor.of(new long[] {2, 3}, 2), Tensor.of(new long[] {0, 10}, 2));
        assertEquals(List.of(Tensor.of(new long[] {1, 12}, 2)), taken(several, 1, new float[] {1, 2}));
        assertEquals(
                List.of(Tensor.of(ElementType.INT8, new byte[] {0, 1, 1}, 3)),
                taken(new MultiBinary(List.of(3)), 1, new float[] {0, 1, 1}));
    }

    private static List<Value> taken(Space actionSpace, int laneCount, float[] actions) {
        ScriptedEnvironments environments =
                new ScriptedEnvironments(NUMBERS, actionSpace, (member, lane, t) -> row(0, 0, 0));
        try (Lanes lanes = lanes(environments, new EnvironmentSpec("Scripted-v0", Map.of(), laneCount))) {
            step(lanes, actions);
        }
        return environments.actions(0).get(0);
    }

    @Test
    void anAlgorithmWhoseActionsDoNotFitIsToldBothNames() {
        ScriptedEnvironments numbers =
                new ScriptedEnvironments(NUMBERS, box(1, -1, 1), (member, lane, t) -> row(0, 0, 0));
        ScriptedEnvironments choices = new ScriptedEnvironments(NUMBERS, TWO, (member, lane, t) -> row(0, 0, 0));
        EnvironmentSpec spec = new EnvironmentSpec("Scripted-v0", Map.of(), 1);
        try (Lanes box = lanes(numbers, spec);
                Lanes two = lanes(choices, spec)) {
            String dqn = assertThrows(EnvException.class, () -> box.requireChoice("dqn"))
                    .getMessage();
            assertTrue(dqn.contains("dqn") && dqn.contains("Box") && dqn.contains("sac"), dqn);
            String sac = assertThrows(EnvException.class, () -> two.requireBoundedNumbers("sac"))
                    .getMessage();
            assertTrue(sac.contains("sac") && sac.contains("Discrete") && sac.contains("ppo"), sac);
        }
    }

    /** The environment is not to blame for actions that are no numbers, and never sees them. */
    @Test
    void actionsThatAreNoNumbersEndTheirMemberUnplayed() {
        ScriptedEnvironments environments =
                new ScriptedEnvironments(NUMBERS, box(1, -1, 1), (member, lane, t) -> row(0, 0, 0));
        try (Lanes lanes = lanes(environments, new EnvironmentSpec("Scripted-v0", Map.of(), 2))) {
            List<Integer> ended = new ArrayList<>();
            lanes.onUnplayable(ended::add);
            step(lanes, 0.5f, 0);
            step(lanes, 0, Float.NaN);
            assertEquals(List.of(0), ended);
            assertEquals(1, environments.actions(0).size());
        }
    }

    @Test
    void aNumberThatIsNotFiniteFailsItsMemberAloneAndNamesLaneAndStep() {
        for (boolean inReward : new boolean[] {false, true}) {
            ScriptedEnvironments environments =
                    new ScriptedEnvironments(NUMBERS, TWO, new ScriptedEnvironments.Script() {
                        private boolean bad(int member, int lane, int t) {
                            return member == 1 && lane == 2 && t == 3;
                        }

                        @Override
                        public Value observation(int member, int lane, int t) {
                            return row(0, !inReward && bad(member, lane, t) ? Float.NaN : 0, 0);
                        }

                        @Override
                        public double reward(int member, int lane, int t) {
                            return inReward && bad(member, lane, t) ? Double.POSITIVE_INFINITY : 1;
                        }
                    });
            Cohort cohort = new Cohort(2);
            EnvironmentSpec spec = spec(3, List.of(), 1, NormalizationSpec.NONE);
            try (Lanes lanes = new Lanes(environments, spec, new double[] {1, 1}, cohort)) {
                for (int member = 0; member < 2; member++) {
                    lanes.reset(member, RandomStream.named(member, "environment"));
                    for (int t = 0; t < 4; t++) {
                        lanes.step(member, new float[6], (p, lane, episodeReturn, length) -> {});
                    }
                }
            }
            assertTrue(cohort.active(0));
            String reason = cohort.failure(1).orElseThrow();
            assertTrue(reason.contains("lane 2") && reason.contains("step 3"), reason);
            assertTrue(reason.contains(inReward ? "Infinity" : "NaN at place 1"), reason);
        }
    }
}
