package keel.experiments.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import keel.experiments.preset.Setting;
import keel.experiments.sweep.SweepDesign;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDocumentTest {
    @TempDir
    private Path folder;

    private FabricatedRuns runs;
    private WatchedFolder watched;
    private final StateDocument state = new StateDocument();

    @BeforeEach
    void watch() {
        runs = new FabricatedRuns(folder);
        watched = new WatchedFolder(folder, Clock.systemUTC());
    }

    private ObjectNode document() {
        return state.of(watched.poll());
    }

    private void completed(Setting setting, long seed, double score) {
        Path run = runs.begin(setting, seed);
        FabricatedRuns.measure(run, 1, 3, i -> score * i / 2);
        FabricatedRuns.end(run, "completed", "reached its length");
    }

    private static List<String> keys(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    @Test
    void anEmptyFolderHasNoRunsAndNoCharts() {
        ObjectNode document = document();
        assertEquals(folder.toString(), document.get("folder").textValue());
        assertEquals(0, document.at("/counts/running").intValue());
        for (String part : List.of("settings", "runs", "charts", "maps", "faults")) {
            assertTrue(document.get(part).isEmpty(), part);
        }
    }

    @Test
    void settingsAreNamedByWhatDiffersAndFewRunsHaveALineEach() {
        Setting one = FabricatedRuns.setting("cartpole-a2c", "rates.actor=1e-3", "rates.critic=1e-3");
        Setting other = FabricatedRuns.setting("cartpole-a2c", "rates.actor=2e-3", "rates.critic=1e-3");
        completed(one, 0, 10);
        completed(one, 1, 20);
        completed(other, 0, 30);
        ObjectNode document = document();
        assertEquals(
                List.of("actor=1e-3", "actor=2e-3"),
                document.get("settings").findValuesAsText("label").stream()
                        .sorted()
                        .toList());
        JsonNode chart = document.at("/charts/cartpole-a2c");
        assertEquals("eval/return", chart.get("metric").textValue());
        assertEquals("environment steps", chart.get("x_label").textValue());
        assertEquals("run", chart.get("by").textValue());
        JsonNode line = chart.get("lines").get("cartpole-a2c/" + other.id() + "/seed-0");
        assertEquals("{\"x\":[1000,2000],\"mean\":[15,30]}", line.toString());
        assertEquals(3, chart.get("lines").size());
        JsonNode run = document.get("runs").get("cartpole-a2c/" + one.id() + "/seed-1");
        assertEquals("1", run.get("seed").textValue());
        assertEquals(20.0, run.get("score").doubleValue());
        assertEquals(1.0, run.get("share").doubleValue());
    }

    @Test
    void manyRunsHaveALineForEachSettingWithItsBand() {
        Setting setting = FabricatedRuns.setting("cartpole-a2c");
        for (long seed = 0; seed <= StateDocument.MOST_RUN_LINES; seed++) {
            completed(setting, seed, 2.0 * seed);
        }
        JsonNode chart = document().at("/charts/cartpole-a2c");
        assertEquals("setting", chart.get("by").textValue());
        assertEquals(
                "{\"x\":[1000,2000],\"mean\":[10,20],\"low\":[0,0],\"high\":[20,40]}",
                chart.get("lines").get("cartpole-a2c/" + setting.id()).toString());
    }

    @Test
    void aLongCurveIsSentWithFewPoints() {
        FabricatedRuns.measure(runs.begin(FabricatedRuns.setting("cartpole-a2c"), 0), 1, 5000, i -> i);
        JsonNode line = document().at("/charts/cartpole-a2c/lines").elements().next();
        int points = line.get("x").size();
        assertTrue(points > 100 && points <= ScoreLines.MOST_POINTS, points + " points");
    }

    @Test
    void aMapFillsInWithMediansOfCompletedRuns() {
        SweepDesign design = runs.plan(
                "cartpole-a2c", List.of("a2c.discount=0.9,0.99", "rates.actor=1e-3,1e-4", "rates.critic=1e-2,1e-3"), 3);
        // In order of discount, actor, critic: discount 0.9, actor 1e-4, critic 1e-2; and the same with discount 0.99.
        Setting first = design.settings().get(2).setting();
        Setting second = design.settings().get(6).setting();
        completed(first, 0, 10);
        completed(first, 1, 20);
        completed(second, 0, 90);
        FabricatedRuns.end(runs.begin(second, 1), "diverged", "loss is NaN");
        JsonNode map = document().get("maps").elements().next();
        assertEquals("rates.actor", map.get("columns").textValue());
        assertEquals("rates.critic", map.get("rows").textValue());
        assertEquals("[\"a2c.discount\"]", map.get("joined").toString());
        assertEquals("[\"0.001\",\"1.0E-4\"]", map.get("column_labels").toString());
        assertEquals(
                "{\"runs\":6,\"over\":4,\"completed\":3,\"score\":20.0}",
                map.at("/cells/1,0").toString());
        assertEquals(
                "{\"runs\":6,\"over\":0,\"completed\":0}", map.at("/cells/0,1").toString());
        assertEquals(List.of("0,0", "0,1", "1,0", "1,1"), keys(map.get("cells")));
    }

    @Test
    void aSweepOverOneKeyHasNoMapAndItsSettingsTheSweepsOrder() {
        runs.plan("cartpole-a2c", List.of("rates.actor=1e-2,1e-3,1e-4"), 1);
        ObjectNode document = document();
        assertTrue(document.get("maps").isEmpty());
        List<String> inOrder = new ArrayList<>(List.of("", "", ""));
        document.get("settings")
                .forEach(setting -> inOrder.set(
                        setting.get("order").intValue(), setting.get("label").textValue()));
        assertEquals(List.of("actor=0.01", "actor=1e-3", "actor=1e-4"), inOrder);
        assertEquals(3, document.at("/counts/waiting").intValue());
    }

    /** A merge patch could not say it. */
    @Test
    void noObjectHoldsANull() {
        FabricatedRuns.measure(runs.begin(FabricatedRuns.setting("cartpole-a2c"), 0), 1, 3, i -> i);
        FabricatedRuns.write(
                runs.begin(FabricatedRuns.setting("cartpole-a2c"), 1).resolve("meta.json"), "");
        assertFalse(document().toString().contains(":null"));
    }
}
