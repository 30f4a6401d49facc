package keel.env.wrapper;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.Infos;
import keel.env.Reference;
import keel.env.ResetRequest;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorStep;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The wrappers show what Gymnasium's show; wrappers.json is written by make_wrapper_reference.py. */
class WrapperReferenceTest {
    private static final JsonNode REFERENCE = Reference.json("wrappers.json");
    private static final int LANES = REFERENCE.get("lanes").asInt();
    private static final long SEED = REFERENCE.get("wrapper_seed").asLong();

    /** Gymnasium's statistics of float32 observations and returns are computed in float32, those here in float64. */
    private static final double FLOAT32_STATISTICS = 2e-6;

    private static final Map<String, UnaryOperator<VectorEnv>> WRAPPERS = Map.ofEntries(
            Map.entry("plain", env -> env),
            Map.entry("frame-stack-reset", env -> new FrameStack(env, 3)),
            Map.entry("frame-stack-zero", env -> new FrameStack(env, 3, FrameStack.Padding.ZERO)),
            Map.entry("clip-action", ClipAction::new),
            Map.entry("rescale-action", RescaleAction::new),
            Map.entry("episode-statistics", RecordEpisodeStatistics::new),
            Map.entry("episode-statistics-vector", RecordEpisodeStatistics::new),
            Map.entry("sticky-action", env -> new StickyAction(env, 0.4, SEED)),
            Map.entry("sticky-action-longer", env -> new StickyAction(env, 0.4, 1, 3, SEED)),
            Map.entry("time-limit", env -> new TimeLimit(env, 2)),
            Map.entry("normalize-observation", NormalizeObservation::new),
            Map.entry("normalize-reward", NormalizeReward::new));

    @TestFactory
    Stream<DynamicTest> showWhatGymnasiumShows() {
        return StreamSupport.stream(REFERENCE.get("cases").spliterator(), false)
                .map(trace -> DynamicTest.dynamicTest(
                        trace.get("wrapper").asText() + " in mode "
                                + trace.get("mode").asText(),
                        () -> replay(trace)));
    }

    private static void replay(JsonNode trace) {
        String wrapper = trace.get("wrapper").asText();
        AutoresetMode mode = AutoresetMode.valueOf(trace.get("mode").asText());
        double tolerance = wrapper.startsWith("normalize") ? FLOAT32_STATISTICS : 0;
        int endings = 0;
        try (VectorEnv env = WRAPPERS.get(wrapper).apply(ScriptedTask.lanes(LANES, mode))) {
            assertNear(trace.get("reset"), env.reset(seeds()), tolerance);
            for (int t = 0; t < trace.get("steps").size(); t++) {
                JsonNode expected = trace.get("steps").get(t);
                VectorStep step =
                        env.step(Tensor.of(floats(REFERENCE.get("actions").get(t)), LANES, 1));
                assertNear(expected.get("o"), step.observations(), tolerance);
                assertArrayEquals(doubles(expected.get("r")), step.rewards(), tolerance, "rewards of step " + t);
                boolean[] ended = new boolean[LANES];
                for (int lane = 0; lane < LANES; lane++) {
                    assertEquals(expected.get("te").get(lane).asBoolean(), step.terminated()[lane], "step " + t);
                    assertEquals(expected.get("tr").get(lane).asBoolean(), step.truncated()[lane], "step " + t);
                    ended[lane] = step.terminated()[lane] || step.truncated()[lane];
                    endings += ended[lane] ? 1 : 0;
                }
                assertFinals(expected.get("final"), step);
                if (wrapper.startsWith("episode")) {
                    assertEpisodes(expected.get("episode"), step, ended);
                }
                if (expected.has("masked")) {
                    assertNear(
                            expected.get("masked"),
                            env.reset(ResetRequest.ALL.only(ended)).observations(),
                            tolerance);
                }
            }
            assertTrue(endings > LANES, "lanes should end more than once");
            assertMoments(trace, env);
        }
    }

    private static long[] seeds() {
        return StreamSupport.stream(REFERENCE.get("seeds").spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
    }

    private static void assertFinals(JsonNode expected, VectorStep step) {
        Batch finals = step.finalObservations();
        assertEquals(expected != null, finals != null);
        if (finals == null) {
            return;
        }
        int size = finals.tensor().length() / LANES;
        for (int lane = 0; lane < LANES; lane++) {
            JsonNode row = expected.get(lane);
            float[] wanted = row.isNull() ? new float[size] : floats(row);
            assertArrayEquals(wanted, finals.tensor().row(lane).floats());
        }
    }

    private static void assertEpisodes(JsonNode expected, VectorStep step, boolean[] ended) {
        Optional<Infos.Column> episode = step.infos().column("episode");
        assertEquals(expected != null, episode.isPresent());
        if (episode.isEmpty()) {
            return;
        }
        assertArrayEquals(ended, episode.get().present());
        Infos statistics = ((Infos.Nested) episode.get()).infos();
        Infos.Numbers returns = (Infos.Numbers) statistics.columns().get("r");
        Infos.Numbers lengths = (Infos.Numbers) statistics.columns().get("l");
        assertArrayEquals(doubles(expected.get("r")), returns.values().doubles(), 0);
        for (int lane = 0; lane < LANES; lane++) {
            assertEquals(expected.get("l").get(lane).asLong(), lengths.values().longs()[lane]);
        }
    }

    private static void assertMoments(JsonNode trace, VectorEnv env) {
        if (env instanceof NormalizeObservation normalize) {
            assertMoments(trace.get("moments"), normalize.moments(), FLOAT32_STATISTICS);
        } else if (env instanceof NormalizeReward normalize) {
            assertMoments(trace.get("moments"), normalize.moments(), FLOAT32_STATISTICS);
        }
    }

    private static void assertMoments(JsonNode expected, RunningMoments moments, double tolerance) {
        assertNotNull(expected);
        assertArrayEquals(doubles(expected.get("mean")), moments.mean(), tolerance);
        assertArrayEquals(doubles(expected.get("var")), moments.variance(), tolerance);
        assertEquals(expected.get("count").asDouble(), moments.count(), 1e-12);
    }

    @Test
    void momentsFollowGymnasiumsRule() {
        JsonNode reference = REFERENCE.get("running_moments");
        MomentTracker tracker = new MomentTracker(2);
        for (int i = 0; i < reference.get("batches").size(); i++) {
            JsonNode batch = reference.get("batches").get(i);
            tracker.add(
                    batch.size(),
                    (value, element) -> batch.get(value).get(element).asDouble());
            assertMoments(reference.get("after").get(i), tracker.moments(), 1e-10);
        }
    }

    @Test
    void noiseIsNormalNumbersOfTheLanesStream() {
        try (VectorEnv plain = ScriptedTask.lanes(LANES, AutoresetMode.NEXT_STEP);
                VectorEnv env = new ObservationNoise(ScriptedTask.lanes(LANES, AutoresetMode.NEXT_STEP), 0.5, SEED)) {
            float[] without = plain.reset(seeds()).tensor().floats();
            float[] with = env.reset(seeds()).tensor().floats();
            for (int i = 0; i < 2; i++) {
                assertEquals(
                        (float) (without[i]
                                + 0.5 * REFERENCE.get("noise").get(i).asDouble()),
                        with[i]);
            }
        }
    }

    private static void assertNear(JsonNode expected, Batch actual, double tolerance) {
        assertArrayEquals(floats(expected), actual.tensor().floats(), (float) tolerance);
    }

    private static float[] floats(JsonNode node) {
        double[] values = doubles(node);
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** All numbers within, in order. */
    private static double[] doubles(JsonNode node) {
        return flat(node).mapToDouble(JsonNode::asDouble).toArray();
    }

    private static Stream<JsonNode> flat(JsonNode node) {
        return node.isArray()
                ? StreamSupport.stream(node.spliterator(), false).flatMap(WrapperReferenceTest::flat)
                : Stream.of(node);
    }
}
