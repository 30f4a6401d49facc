package keel.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.Estimate;
import keel.experiments.stability.SettingSummary;

/** A comparison as one JSON document; numbers that cannot be had are null. */
public final class ComparisonJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ComparisonJson() {}

    public static ObjectNode of(Comparison comparison) {
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode settings = root.putArray("settings");
        for (SettingSummary summary : comparison.settings()) {
            settings.add(setting(summary));
        }
        ArrayNode also = root.putArray("also_at_end");
        comparison.alsoAtEnd().forEach(also::add);
        comparison.featuresNote().ifPresent(note -> root.put("features", note));
        ObjectNode resonances = root.putObject("resonances");
        comparison.resonances().forEach(resonances::put);
        ObjectNode differences = root.putObject("differences");
        comparison.differences().forEach((key, values) -> {
            ArrayNode row = differences.putArray(key);
            values.forEach(row::add);
        });
        return root;
    }

    private static ObjectNode setting(SettingSummary summary) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("label", summary.label());
        json.put("preset", summary.runs().get(0).preset());
        json.put("setting", summary.runs().get(0).setting());
        json.put("runs", summary.runs().size());
        ArrayNode seeds = json.putArray("seeds");
        summary.runs().stream().map(RunRecord::seed).forEach(seeds::add);
        json.put("score", summary.scoreMetric());
        ObjectNode outcomes = json.putObject("outcomes");
        summary.outcomes().forEach(outcomes::put);
        ArrayNode share = json.putArray("completed_share_interval");
        share.add(summary.completed().low()).add(summary.completed().high());
        json.set("final", estimate(summary.finalScore()));
        json.set("final_iqm", estimate(summary.finalIqm()));
        json.set("area", estimate(summary.area()));
        json.set("worst_drawdown", estimate(summary.drawdown()));
        ObjectNode also = json.putObject("also_at_end");
        summary.alsoAtEnd().forEach((metric, estimate) -> also.set(metric, estimate(estimate)));
        return json;
    }

    private static ObjectNode estimate(Estimate estimate) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("n", estimate.n());
        json.set("mean", number(estimate.mean()));
        estimate.interval()
                .ifPresentOrElse(
                        interval -> json.putArray("interval")
                                .add(number(interval.low()))
                                .add(number(interval.high())),
                        () -> json.putNull("interval"));
        return json;
    }

    private static JsonNode number(double value) {
        return Double.isFinite(value) ? DoubleNode.valueOf(value) : NullNode.instance;
    }
}
