package keel.experiments.report;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.preset.Setting;
import keel.experiments.report.section.StabilityReport;
import keel.experiments.run.RunRecord;
import keel.training.telemetry.MetricRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlReportTest {
    @ParameterizedTest
    @CsvSource({
        "rate, Learning rate applied",
        "controller_factor, Factor of the rate by its controller",
        "momentum, Momentum applied",
        "dead_units, Share of dead hidden units",
        "effective_rank, Effective rank of the last hidden layer"
    })
    void ratesAndTheHealthOfHiddenUnitsHaveCharts(String metric, String heading) {
        Setting setting = new PresetCatalog().resolve("cartpole-a2c", PresetCatalog.Overrides.of(List.of()));
        ObjectNode meta = JsonNodeFactory.instance.objectNode();
        meta.put("preset", setting.preset()).put("setting", setting.id()).put("seed", 0);
        Map<String, Double> values = Map.of(
                "rate/actor", 1e-3,
                "controller_factor/actor", 0.5,
                "momentum/actor", 0.9,
                "dead_units/actor", 0.1,
                "effective_rank/actor", 3.0);
        RunRecord run = new RunRecord(
                Path.of("nowhere"),
                setting.config(),
                meta,
                List.of(new MetricRecord(0, 0, values), new MetricRecord(10, 80, values)),
                Optional.empty());
        String page = StabilityReport.of(List.of(run)).html();
        assertTrue(page.contains("\"id\":\"%s/actor\",\"heading\":\"%s, actor\"".formatted(metric, heading)), heading);
    }
}
