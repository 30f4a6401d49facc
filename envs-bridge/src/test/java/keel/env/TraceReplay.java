package keel.env;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replays what Gymnasium did, as recorded in files under {@code reference/}, against a provider's environments. All must be
 * equal bit for bit: observations, rewards (Pendulum's within 1e-9), flags, infos with the kinds of their numbers.
 *
 * <p>Each method replays all that a file records of one id, and fails if that is nothing.
 */
public final class TraceReplay {
    private TraceReplay() {}

    /**
     * Single environments: {@code traces} with a seed each, some with {@code kwargs}. After a step that ended an episode follows a reset without seed.
     * Also for {@code policy-episodes.json}.
     */
    public static void traces(EnvProvider provider, String file, String id) {
        for (JsonNode trace : recorded(file, "traces", id)) {
            single(provider, trace, file + ", seed " + trace.get("seed") + ", " + trace.path("kwargs"));
        }
    }

    /** Single environments with {@code kwargs} and {@code reset_options}; the options are for the first reset only. */
    public static void argumentsAndOptions(EnvProvider provider, String file, String id) {
        for (JsonNode trace : recorded(file, "cases", id)) {
            single(provider, trace, file + ", " + trace.get("kwargs") + ", " + trace.get("reset_options"));
        }
    }

    /**
     * Vector environments in some {@link AutoresetMode}, with infos, final observations and final infos; in mode DISABLED
     * ended lanes are reset by a mask.
     */
    public static void vectors(EnvProvider provider, String file, String id) {
        for (JsonNode trace : recorded(file, "cases", id)) {
            vector(provider, trace, file + ", " + trace.get("mode").asText());
        }
    }

    private static List<JsonNode> recorded(String file, String list, String id) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode trace : Reference.json(file).get(list)) {
            if (trace.get("env").asText().equals(id)) {
                found.add(trace);
            }
        }
        assertTrue(!found.isEmpty(), file + " records nothing of " + id);
        return found;
    }

    private static void single(EnvProvider provider, JsonNode trace, String name) {
        VectorEnv vector =
                provider.open(trace.get("env").asText(), plainMap(trace.path("kwargs")), 1, AutoresetMode.DISABLED);
        try (Env env = Env.of(vector)) {
            Space observations = env.observationSpace();
            Env.Reset first =
                    env.reset(Optional.of(trace.get("seed").bigIntegerValue()), plainMap(trace.path("reset_options")));
            assertEquals(RecordedValues.value(observations, trace.get("reset_obs")), first.observation(), name);
            if (trace.has("reset_info")) {
                RecordedValues.assertInfo(trace.get("reset_info"), first.info(), name + ", reset");
            }
            int number = 0;
            for (JsonNode expected : trace.get("steps")) {
                String place = name + ", step " + number++;
                Step step = env.step(RecordedValues.value(env.actionSpace(), expected.get("a")));
                assertEquals(RecordedValues.value(observations, expected.get("o")), step.observation(), place);
                assertEquals(expected.get("r").asDouble(), step.reward(), tolerance(trace), place);
                assertEquals(expected.get("te").asBoolean(), step.terminated(), place);
                assertEquals(expected.get("tr").asBoolean(), step.truncated(), place);
                if (expected.has("i")) {
                    RecordedValues.assertInfo(expected.get("i"), step.info(), place);
                }
                assertEquals(expected.has("ro"), step.ended(), place);
                if (step.ended()) {
                    Env.Reset next = env.reset(Optional.empty(), Map.of());
                    assertEquals(
                            RecordedValues.value(observations, expected.get("ro")),
                            next.observation(),
                            place + ", reset");
                }
            }
        }
    }

    /** Of rewards: Pendulum's hold a square that Java and NumPy may round differently in the last bit. */
    private static double tolerance(JsonNode trace) {
        return trace.get("env").asText().equals("Pendulum-v1") ? 1e-9 : 0;
    }

    private static void vector(EnvProvider provider, JsonNode trace, String name) {
        int lanes = trace.get("num_envs").asInt();
        AutoresetMode mode = AutoresetMode.valueOf(trace.get("mode").asText());
        List<Optional<BigInteger>> seeds = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            seeds.add(Optional.of(BigInteger.valueOf(trace.get("seed").asLong() + lane)));
        }
        int endings = 0;
        try (VectorEnv env = provider.open(trace.get("env").asText(), plainMap(trace.path("kwargs")), lanes, mode)) {
            Space space = env.observationSpace();
            VectorReset reset = env.reset(new ResetRequest(seeds, new boolean[0], Map.of()));
            assertRows(space, trace.get("reset_obs"), reset.observations(), lanes, name + ", reset");
            RecordedValues.assertInfos(trace.get("reset_info"), reset.infos(), name + ", reset");
            int number = 0;
            for (JsonNode expected : trace.get("steps")) {
                String place = name + ", step " + number++;
                List<Value> actions = RecordedValues.rows(env.actionSpace(), expected.get("a"), lanes);
                VectorStep step = env.step(Batch.pack(env.actionSpace(), actions));
                assertRows(space, expected.get("o"), step.observations(), lanes, place);
                boolean[] ended = new boolean[lanes];
                for (int lane = 0; lane < lanes; lane++) {
                    assertEquals(expected.get("r").get(lane).asDouble(), step.rewards()[lane], place);
                    assertEquals(expected.get("te").get(lane).asBoolean(), step.terminated()[lane], place);
                    assertEquals(expected.get("tr").get(lane).asBoolean(), step.truncated()[lane], place);
                    ended[lane] = step.terminated()[lane] || step.truncated()[lane];
                    endings += ended[lane] ? 1 : 0;
                }
                assertStepInfos(space, expected.get("i"), step, ended, place);
                if (expected.has("mask_reset_obs")) {
                    VectorReset masked = env.reset(ResetRequest.ALL.only(ended));
                    assertRows(space, expected.get("mask_reset_obs"), masked.observations(), lanes, place + ", reset");
                    masked.infos().columns().forEach((key, column) -> assertArrayEquals(ended, column.present(), key));
                    if (expected.has("mask_reset_info")) {
                        RecordedValues.assertInfos(expected.get("mask_reset_info"), masked.infos(), place + ", reset");
                    }
                }
            }
        }
        assertTrue(endings > 0, name + " should exercise autoreset");
    }

    private static void assertStepInfos(
            Space space, JsonNode expected, VectorStep step, boolean[] ended, String place) {
        Map<String, JsonNode> infos = new LinkedHashMap<>();
        expected.properties().forEach(field -> infos.put(field.getKey(), field.getValue()));
        JsonNode finals = infos.remove("final_obs");
        JsonNode finalInfos = infos.remove("final_info");
        infos.remove("_final_obs");
        infos.remove("_final_info");
        RecordedValues.assertInfos(infos, step.infos(), place);

        Batch last = step.finalObservations();
        assertEquals(finals != null, last != null, place);
        if (last != null && finals != null) {
            List<Value> values = last.unpack(space, ended.length);
            for (int lane = 0; lane < ended.length; lane++) {
                assertEquals(ended[lane], !finals.get(lane).isNull(), place);
                if (ended[lane]) {
                    assertEquals(RecordedValues.value(space, finals.get(lane)), values.get(lane), place + ", final");
                }
            }
        }
        if (finalInfos != null) {
            RecordedValues.assertInfos(finalInfos, step.finalInfos(), place + ", final");
        }
    }

    private static void assertRows(Space space, JsonNode expected, Batch actual, int lanes, String place) {
        assertEquals(RecordedValues.rows(space, expected, lanes), actual.unpack(space, lanes), place);
    }

    private static Map<String, Object> plainMap(JsonNode node) {
        Map<String, Object> values = new HashMap<>();
        node.properties().forEach(field -> values.put(field.getKey(), plain(field.getValue())));
        return values;
    }

    private static Object plain(JsonNode node) {
        if (node.isArray()) {
            List<Object> items = new ArrayList<>();
            node.forEach(item -> items.add(plain(item)));
            return items;
        }
        if (node.isBoolean()) {
            return node.asBoolean();
        }
        if (node.isIntegralNumber()) {
            return node.asLong();
        }
        return node.isNumber() ? (Object) node.asDouble() : node.asText();
    }
}
