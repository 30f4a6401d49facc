package keel.experiments.stability.reliability;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import keel.experiments.stability.ScoreCurve;

/**
 * What google-research/rl-reliability-metrics (commit 50da84b, unmodified) computed of curves of 3 algorithms, 2 tasks, 3 runs each
 * and 40 evaluations.
 */
final class Reference {
    static final JsonNode ROOT = read();

    private Reference() {}

    private static JsonNode read() {
        try (InputStream in = Reference.class.getResourceAsStream("/reference/reliability-reference.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs of "lrA.task1" and so on. */
    static List<ScoreCurve> runs(String algorithmAndTask) {
        int dot = algorithmAndTask.indexOf('.');
        JsonNode runs =
                ROOT.path("curves").path(algorithmAndTask.substring(0, dot)).path(algorithmAndTask.substring(dot + 1));
        return IntStream.range(0, runs.size())
                .mapToObj(r -> new ScoreCurve(
                        numbers(runs.get(r).path("t")), numbers(runs.get(r).path("y"))))
                .toList();
    }

    static ScoreCurve firstRunOfB() {
        return runs("lrB.task1").get(0);
    }

    static double[] numbers(JsonNode list) {
        return IntStream.range(0, list.size())
                .mapToDouble(i -> list.get(i).asDouble())
                .toArray();
    }

    /** By algorithm, task and run. */
    static double[][][] results(JsonNode list) {
        return IntStream.range(0, list.size())
                .mapToObj(a -> IntStream.range(0, list.get(a).size())
                        .mapToObj(t -> numbers(list.get(a).get(t)))
                        .toArray(double[][]::new))
                .toArray(double[][][]::new);
    }

    /** Within 1e-9 of the value, or of 1 where the value is smaller. */
    static void assertClose(double expected, double actual, String what) {
        assertEquals(expected, actual, 1e-9 * Math.max(1, Math.abs(expected)), what);
    }

    static void assertClose(double[] expected, double[] actual, String what) {
        assertEquals(expected.length, actual.length, what);
        for (int i = 0; i < expected.length; i++) {
            assertClose(expected[i], actual[i], what + " [" + i + "]");
        }
    }

    /** Of a measure with one number a run, or one a place for all runs. */
    static void assertMeasure(String name, Function<List<ScoreCurve>, double[]> measure) {
        JsonNode values = ROOT.path("online_metrics").path(name).path("values");
        assertEquals(6, values.size(), name);
        values.properties()
                .forEach(entry -> assertClose(
                        numbers(entry.getValue()), measure.apply(runs(entry.getKey())), name + " " + entry.getKey()));
    }

    /** Of a measure with one number a run and place. */
    static void assertMeasureByRun(String name, Function<ScoreCurve, double[]> measure) {
        JsonNode values = ROOT.path("online_metrics").path(name).path("values");
        assertEquals(6, values.size(), name);
        values.properties().forEach(entry -> {
            List<ScoreCurve> runs = runs(entry.getKey());
            for (int r = 0; r < runs.size(); r++) {
                assertClose(
                        numbers(entry.getValue().get(r)),
                        measure.apply(runs.get(r)),
                        name + " " + entry.getKey() + " run " + r);
            }
        });
    }

    static void assertSame(double[][][] expected, double[][][] actual) {
        for (int a = 0; a < expected.length; a++) {
            for (int t = 0; t < expected[a].length; t++) {
                assertArrayEquals(expected[a][t], actual[a][t]);
            }
        }
    }
}
