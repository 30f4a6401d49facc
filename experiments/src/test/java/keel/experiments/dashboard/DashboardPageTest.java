package keel.experiments.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import keel.env.wire.HostPort;
import keel.experiments.browser.BrowserExtension;
import keel.experiments.browser.Page;
import keel.experiments.cli.KeelCommand;
import keel.experiments.preset.Setting;
import keel.experiments.sweep.SweepDesign;
import keel.experiments.sweep.SweepSetting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The dashboard as a researcher meets it. Pictures of it are left in {@code target/screenshots}. */
@ExtendWith(BrowserExtension.class)
class DashboardPageTest {
    private static final Path PICTURES = Path.of("target", "screenshots");

    @TempDir
    private Path folder;

    private DashboardServer server;
    private FabricatedRuns runs;

    @BeforeEach
    void serve() {
        runs = new FabricatedRuns(folder.resolve("runs"));
        server = DashboardServer.start(runs.out(), HostPort.parse("127.0.0.1:0"), Optional.empty());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static long rows(Page page) {
        return (Long) page.evaluate("return document.querySelectorAll('#runs tbody tr').length");
    }

    private static String text(Page page, String selector) {
        return (String) page.evaluate("return document.querySelector(arguments[0]).innerText", selector);
    }

    /** A sweep in a process of its own, from before its folder is there until its last run is over. */
    @Test
    void aSweepIsSeenWhileItTrains(Page page) throws IOException, InterruptedException {
        page.open(server.address());
        page.waitUntil("document.getElementById('empty').innerText.startsWith('waiting for runs in')");
        page.evaluate("""
                window.steps = new Set();
                window.pictures = new Set();
                setInterval(() => {
                  const cell = document.querySelector("#runs td:nth-child(6)");
                  const chart = document.querySelector("#charts canvas");
                  if (cell) steps.add(cell.innerText);
                  if (chart) pictures.add(chart.toDataURL());
                }, 200);
                """);
        Process sweep = sweep();
        try {
            page.waitUntil("document.querySelector('#runs td.running')");
            assertEquals(6, rows(page));
            page.waitUntil("window.steps.size > 4 && window.pictures.size > 4");
            page.screenshot(PICTURES.resolve("dashboard-training.png"));
            assertTrue(sweep.waitFor(120, TimeUnit.SECONDS));
        } finally {
            sweep.destroyForcibly().waitFor();
        }
        page.waitUntil("document.getElementById('summary').innerText.startsWith('6 of 6 runs are over')");
        String before = text(page, "#runs tbody");
        String map = text(page, ".map");
        page.reload();
        page.waitUntil("document.querySelectorAll('#runs tbody tr').length === 6");
        assertEquals(withoutAges(before), withoutAges(text(page, "#runs tbody")));
        assertEquals(map, text(page, ".map"));
        assertEquals(List.of(), page.complaints());
    }

    private static String withoutAges(String table) {
        return table.replaceAll("\\d+ (s|min) ago", "");
    }

    private Process sweep() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KeelCommand.class.getName(),
                        "sweep",
                        "cartpole-a2c",
                        "--vary",
                        "rates.actor=1e-3,1e-4",
                        "--vary",
                        "rates.critic=1e-3,1e-4,1e30",
                        "--set",
                        "length.env-steps=100000",
                        "--set",
                        "evaluation.every-env-steps=800",
                        "--threads",
                        "1",
                        "--quiet",
                        "--out",
                        runs.out().toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    /** Twelve settings in all states, half of the seeds over. */
    private SweepDesign halfASweep() {
        SweepDesign design =
                runs.plan("cartpole-a2c", List.of("rates.actor=1e-5..1e-2:log4", "rates.critic=1e-4,1e-3,1e-2"), 5);
        int place = 0;
        for (SweepSetting setting : design.settings()) {
            for (long seed = 0; seed < 5; seed++) {
                fabricate(setting.setting(), place, seed);
            }
            place++;
        }
        return design;
    }

    private void fabricate(Setting setting, int place, long seed) {
        if (seed == 4 && place > 6) {
            return;
        }
        Path run = runs.begin(setting, seed);
        double speed = 0.02 + 0.03 * (place % 4) + 0.002 * seed;
        long evaluations = seed < 3 ? 500 : 180;
        boolean diverges = place == 11 && seed < 3;
        FabricatedRuns.measure(
                run,
                1,
                diverges ? 60 : evaluations,
                i -> 500 * (1 - Math.exp(-speed * i / 4)) * (0.95 + 0.05 * Math.sin(i / 3.0 + place)));
        if (diverges) {
            FabricatedRuns.end(run, "diverged", "loss of critic is Infinity at update 1499 (rate 0.01)");
        } else if (place == 5 && seed == 0) {
            FabricatedRuns.end(run, "failed", "the environment server 127.0.0.1:50051 is gone");
        } else if (place == 2 && seed == 1) {
            FabricatedRuns.write(run.resolve("meta.json"), "{\"format_version\": 1, ");
        } else if (seed < 3) {
            FabricatedRuns.end(run, "completed", "reached its length");
        }
    }

    @Test
    void everyoneCanReadIt(Page page) {
        halfASweep();
        page.open(server.address());
        page.waitUntil("document.getElementById('summary').innerText.startsWith('55 of 60 runs are over')");
        assertEquals(List.of(), page.accessibilityFaults());
        page.screenshot(PICTURES.resolve("dashboard-light.png"));
        page.dark();
        assertEquals(List.of(), page.accessibilityFaults());
        page.screenshot(PICTURES.resolve("dashboard-dark.png"));
        page.size(400, 800);
        assertEquals(true, page.evaluate("return document.documentElement.scrollWidth <= innerWidth"), "too wide");
        page.screenshot(PICTURES.resolve("dashboard-narrow.png"));
        assertEquals(List.of(), page.complaints());
        assertEquals(
                List.of("/", "/uplot.css", "/dashboard.css", "/uplot.js", "/dashboard.js", "/events"),
                page.requests().stream()
                        .map(request -> request.replaceFirst("http://127.0.0.1:\\d+", ""))
                        .toList());
    }

    @Test
    void theKeyboardFindsRunsByStateAndSetting(Page page) {
        halfASweep();
        page.open(server.address());
        page.waitUntil("document.getElementById('summary').innerText.startsWith('55 of 60 runs are over')");
        page.evaluate("document.querySelector('#states .diverged').focus()");
        page.press(Keys.SPACE);
        page.waitUntil("document.querySelectorAll('#runs tbody tr').length === 3");
        assertTrue(text(page, "#runs tbody").contains("loss of critic is Infinity"));
        page.press(Keys.SPACE);
        page.waitUntil("document.querySelectorAll('#runs tbody tr').length === 60");
        page.evaluate("document.getElementById('search').focus()");
        page.press("critic=1e-4");
        page.waitUntil("document.getElementById('shown').innerText === '20 of 60'");
        assertEquals(20, rows(page));
    }

    @Test
    void aThousandRunsStayUsable(Page page) {
        SweepDesign design =
                runs.plan("cartpole-a2c", List.of("rates.actor=1e-5..1e-1:log10", "rates.critic=1e-5..1e-1:log10"), 10);
        int place = 0;
        for (SweepSetting setting : design.settings()) {
            for (long seed = 0; seed < 10; seed++) {
                Path run = runs.begin(setting.setting(), seed);
                double best = 500 * Math.exp(-Math.pow(place % 10 - 6, 2) / 9.0 - Math.pow(place / 10 - 5, 2) / 12.0);
                FabricatedRuns.measure(run, 1, 50, i -> best * i / (i + 10.0));
                FabricatedRuns.end(run, "completed", "reached its length");
            }
            place++;
        }
        page.open(server.address());
        page.waitUntil("document.getElementById('summary').innerText.startsWith('1,000 of 1,000 runs are over')");
        assertEquals(200, rows(page), "all rows at once");
        page.waitUntil("document.querySelector('#charts canvas')");
        assertEquals(100L, page.evaluate("return document.querySelectorAll('.map td.scored').length"));
        page.screenshot(PICTURES.resolve("dashboard-thousand.png"));
        page.evaluate("document.getElementById('search').focus()");
        page.press("actor=1e-5");
        page.waitUntil("document.querySelectorAll('#runs tbody tr').length === 100");
        assertEquals(List.of(), page.accessibilityFaults());
        page.press(Keys.BACK_SPACE.toString().repeat("actor=1e-5".length()));
        page.evaluate("document.getElementById('more').click()");
        page.waitUntil("document.querySelectorAll('#runs tbody tr').length === 1000");
        assertEquals(List.of(), page.complaints());
    }

    @Test
    void damageIsStatedAndTheOthersAreShown(Page page) throws IOException {
        Setting setting = FabricatedRuns.setting("cartpole-a2c");
        FabricatedRuns.measure(runs.begin(setting, 0), 1, 5, i -> i);
        FabricatedRuns.write(runs.begin(setting, 1).resolve("config.yaml"), "kind: [agent");
        FabricatedRuns.write(runs.out().resolve("cartpole-a2c/sweeps/1234.yaml"), "format_version: 99");
        page.open(server.address());
        page.waitUntil("document.querySelectorAll('#runs tbody tr').length === 2");
        assertTrue(text(page, "#faults").contains("1234.yaml is no sweep's file of format 1"), text(page, "#faults"));
        assertTrue(text(page, "#runs").contains("config.yaml is not valid YAML"), text(page, "#runs"));
        Files.delete(runs.out().resolve("cartpole-a2c/sweeps/1234.yaml"));
        page.waitUntil("document.getElementById('faults').hidden");
    }

    @Test
    void theReportIsOneLinkAway(Page page) {
        FabricatedRuns.measure(runs.begin(FabricatedRuns.setting("cartpole-a2c"), 0), 1, 5, i -> i);
        page.open(server.address());
        page.waitUntil("!document.getElementById('report').hidden");
        page.open(server.address().resolve("report"));
        assertEquals("Keel: cartpole-a2c", page.evaluate("return document.title"));
        assertEquals(List.of(), page.complaints());
    }
}
