package keel.experiments.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import keel.experiments.run.Outcome;
import keel.experiments.run.RunRecord;
import keel.training.telemetry.MetricRecord;
import org.junit.jupiter.api.Test;

class SettingSummaryTest {
    /** A GAN's run whose high-quality share was measured at iterations 1, 2, 3. */
    private static RunRecord run(Outcome.Status status, double[] share, Map<String, Double> atEnd) {
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("kind", "gan");
        List<MetricRecord> metrics = List.of(
                new MetricRecord(0, 0, Map.of("modes/high_quality", share[0])),
                new MetricRecord(1, 0, Map.of("modes/high_quality", share[1])),
                new MetricRecord(2, 0, Map.of("modes/high_quality", share[2])));
        return new RunRecord(
                Path.of("nowhere"),
                config,
                JsonNodeFactory.instance.objectNode(),
                metrics,
                Optional.of(new Outcome(status, "so it was", 3, 0, atEnd, 1, Optional.empty())));
    }

    private static Map<String, Double> end(double share, double captured) {
        return Map.of("modes/high_quality", share, "modes/captured", captured);
    }

    /** Areas (0 + 2 · 0.4 + 0.8) / 4 = 0.4 and (0.6 + 2 · 0.2 + 0.4) / 4 = 0.35; falls 0 and 0.4. */
    @Test
    void meansAreOverCompletedRunsAndTheShareIsOverAll() {
        SettingSummary summary = SettingSummary.of(
                "ring",
                List.of(
                        run(Outcome.Status.COMPLETED, new double[] {0, 0.4, 0.8}, end(0.8, 8)),
                        run(Outcome.Status.DIVERGED, new double[] {0.9, 0.1, 0}, Map.of()),
                        run(Outcome.Status.COMPLETED, new double[] {0.6, 0.2, 0.4}, end(0.4, 7))),
                Optional.empty());
        assertEquals(Map.of("completed", 2, "diverged", 1), summary.outcomes());
        assertEquals(Optional.of(Interval.ofShare(2, 3)), summary.completed());
        assertEquals(2, summary.finalScore().n());
        assertEquals(0.6, summary.finalScore().mean(), 1e-12);
        assertEquals(0.375, summary.area().mean(), 1e-12);
        assertEquals(0.2, summary.drawdown().mean(), 1e-12);
        assertEquals(Set.of("modes/captured"), summary.alsoAtEnd().keySet());
        assertEquals(7.5, summary.alsoAtEnd().get("modes/captured").mean(), 1e-12);
    }

    @Test
    void aSettingOfWhichNoRunCompletedHasAShareAndNothingElse() {
        SettingSummary summary = SettingSummary.of(
                "ring",
                List.of(run(Outcome.Status.DIVERGED, new double[] {0.9, 0.1, Double.NaN}, Map.of())),
                Optional.empty());
        assertEquals(0, summary.finalScore().n());
        assertTrue(Double.isNaN(summary.area().mean()));
        assertTrue(summary.alsoAtEnd().isEmpty());
        assertEquals(0, summary.completed().orElseThrow().low());
    }
}
