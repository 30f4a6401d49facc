package keel.experiments.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import keel.experiments.preset.Setting;
import keel.experiments.sweep.SweepDesign;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFolderTest {
    @TempDir
    private Path folder;

    private FabricatedRuns runs;
    private WatchedFolder watched;

    @BeforeEach
    void watch() {
        runs = new FabricatedRuns(folder.resolve("runs"));
        watched = new WatchedFolder(runs.out(), Clock.systemUTC());
    }

    @Test
    void runsAppearInAFolderThatWasNotThere() {
        assertEquals(List.of(), watched.poll().runs());
        Setting setting = FabricatedRuns.setting("cartpole-a2c");
        Path first = runs.begin(setting, 0);
        assertEquals(
                List.of(first),
                watched.poll().runs().stream().map(RunView::path).toList());
        Path second = runs.begin(setting, 1);
        assertEquals(
                List.of(first, second),
                watched.poll().runs().stream().map(RunView::path).toList());
    }

    @Test
    void aRunThatIsDeletedIsGone() throws IOException {
        Path run = runs.begin(FabricatedRuns.setting("cartpole-a2c"), 0);
        assertEquals(1, watched.poll().runs().size());
        Files.delete(run.resolve("meta.json"));
        Files.delete(run.resolve("config.yaml"));
        Files.delete(run);
        assertEquals(List.of(), watched.poll().runs());
    }

    @Test
    void anyLevelOfTheTreeMayBeNamed() {
        Path run = runs.begin(FabricatedRuns.setting("cartpole-a2c"), 0);
        for (Path level = run; !level.equals(folder.getParent()); level = level.getParent()) {
            assertEquals(
                    List.of(run),
                    new WatchedFolder(level, Clock.systemUTC())
                            .poll().runs().stream().map(RunView::path).toList(),
                    level.toString());
        }
    }

    @Test
    void whatASweepPlannedWaits() {
        SweepDesign design = runs.plan("cartpole-a2c", List.of("rates.actor=1e-3,1e-4"), 2);
        Path begun = runs.begin(design.settings().get(1).setting(), 1);
        FabricatedRuns.measure(begun, 1, 3, i -> i);
        FabricatedRuns.end(begun, "completed", "reached its length");
        List<RunState> states =
                watched.poll().runs().stream().map(RunView::state).sorted().toList();
        assertEquals(List.of(RunState.WAITING, RunState.WAITING, RunState.WAITING, RunState.COMPLETED), states);
    }

    @Test
    void aDamagedFileOfASweepIsStatedOnce() {
        runs.begin(FabricatedRuns.setting("cartpole-a2c"), 0);
        FabricatedRuns.write(runs.out().resolve("cartpole-a2c/sweeps/1234.yaml"), "format_version: [");
        FolderView view = watched.poll();
        assertEquals(1, view.runs().size());
        assertEquals(1, view.faults().size());
        assertTrue(
                view.faults().get(0).contains("1234.yaml is not valid YAML"),
                view.faults().get(0));
    }

    /** Only what is new is read: of a thousand runs, twenty times. */
    @Test
    void ofAThousandRunsOnlyTheOneThatGrewIsRead() {
        SweepDesign design =
                runs.plan("cartpole-a2c", List.of("rates.actor=1e-5..1e-1:log10", "rates.critic=1e-5..1e-1:log10"), 10);
        design.settings().forEach(setting -> {
            for (long seed = 0; seed < 10; seed++) {
                FabricatedRuns.measure(runs.begin(setting.setting(), seed), 1, 40, i -> i);
            }
        });
        FolderView first = watched.poll();
        assertEquals(1000, first.runs().size());
        Path grown = first.runs().get(500).path();
        FabricatedRuns.measure(grown, 40, 41, i -> i);
        for (int i = 0; i < 20; i++) {
            List<RunView> now = watched.poll().runs();
            List<Path> changed = IntStream.range(0, 1000)
                    .filter(k -> !now.get(k).scores().equals(first.runs().get(k).scores()))
                    .mapToObj(k -> now.get(k).path())
                    .toList();
            assertEquals(List.of(grown), changed);
            assertEquals(40, now.get(500).scores().y().length);
        }
    }
}
