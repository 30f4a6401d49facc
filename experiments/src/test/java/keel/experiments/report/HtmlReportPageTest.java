package keel.experiments.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import keel.experiments.browser.BrowserExtension;
import keel.experiments.browser.Page;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.preset.Setting;
import keel.experiments.report.section.StabilityReport;
import keel.experiments.run.RunRecord;
import keel.training.telemetry.MetricRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The report as a reader meets it: a file, opened in a browser. */
@ExtendWith(BrowserExtension.class)
class HtmlReportPageTest {
    @TempDir
    private Path folder;

    private static RunRecord run() {
        Setting setting = new PresetCatalog().resolve("cartpole-a2c", PresetCatalog.Overrides.of(List.of()));
        ObjectNode meta = JsonNodeFactory.instance.objectNode();
        meta.put("preset", setting.preset()).put("setting", setting.id()).put("seed", 0);
        List<MetricRecord> metrics = LongStream.range(0, 20)
                .mapToObj(i ->
                        new MetricRecord(10 * i, 80 * i, Map.of("eval/return", 20.0 + i, "rate/actor", 1e-3 / (1 + i))))
                .toList();
        return new RunRecord(Path.of("nowhere"), setting.config(), meta, metrics, Optional.empty());
    }

    @Test
    void opensFromDiskWithoutAnErrorOrARequest(Page page) throws IOException {
        Path file = Files.writeString(
                folder.resolve("report.html"),
                StabilityReport.of(List.of(run())).html());
        page.open(file.toUri());
        assertEquals("Keel: cartpole-a2c", page.evaluate("return document.title"));
        assertEquals(List.of(), page.complaints());
        assertEquals(List.of(file.toUri().toString()), page.requests(), "it asked for more than itself");
    }
}
