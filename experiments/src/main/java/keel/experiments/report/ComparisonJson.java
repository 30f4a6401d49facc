package keel.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import keel.experiments.report.document.Section;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.Estimate;
import keel.experiments.stability.Interval;
import keel.experiments.stability.SettingSummary;
import keel.experiments.stability.verdict.JudgedSetting;

/** A comparison as one JSON document; numbers that cannot be had are null. */
public final class ComparisonJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ComparisonJson() {}

    /**
     * The whole document.
     *
     * @param sections of this comparison, whose tables and sentences are given as people read them
     */
    public static ObjectNode of(Comparison comparison, List<Section> sections) {
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode settings = root.putArray("settings");
        for (JudgedSetting judged : comparison.settings()) {
            settings.add(setting(judged));
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
        root.set("sections", DocumentJson.of(sections));
        return root;
    }

    private static ObjectNode setting(JudgedSetting judged) {
        SettingSummary summary = judged.summary();
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
        json.put("ended", summary.endedForGood());
        summary.completed()
                .ifPresentOrElse(
                        share -> json.putArray("completed_share_interval")
                                .add(share.low())
                                .add(share.high()),
                        () -> json.putNull("completed_share_interval"));
        json.set("final", estimate(summary.finalScore()));
        json.set("final_iqm", estimate(summary.finalIqm()));
        json.set("area", estimate(summary.area()));
        json.set("worst_drawdown", estimate(summary.drawdown()));
        json.set("last_tenth", estimate(summary.tail()));
        ObjectNode rates = json.putObject("rates");
        judged.rates().highest().forEach(rates::put);
        json.set("verdict", verdict(judged));
        summary.toThreshold().ifPresent(time -> {
            ObjectNode to = json.putObject("time_to_solved");
            to.put("threshold", time.threshold()).put("n", time.n()).put("reached", time.reached());
            to.set("median", number(time.median().orElse(Double.NaN)));
        });
        summary.falls().ifPresent(falls -> {
            ObjectNode fell = json.putObject("falls");
            fell.put("runs", falls.fell()).put("n", falls.n());
            interval(fell, falls.share());
            fell.put("falls", falls.falls()).put("recovered", falls.recovered());
            fell.set("depth", estimate(falls.depth()));
            fell.set("duration", estimate(falls.duration()));
        });
        ObjectNode also = json.putObject("also_at_end");
        summary.alsoAtEnd().forEach((metric, estimate) -> also.set(metric, estimate(estimate)));
        return json;
    }

    private static ObjectNode verdict(JudgedSetting judged) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("verdict", judged.verdict().verdict().text());
        ObjectNode counts = json.putObject("seeds");
        judged.verdict().counts().forEach((verdict, count) -> counts.put(verdict.text(), count));
        json.put("evidence", judged.verdict().evidence());
        json.put("advice", judged.advice());
        ArrayNode runs = json.putArray("runs");
        for (int i = 0; i < judged.summary().runs().size(); i++) {
            runs.addObject()
                    .put("seed", judged.summary().runs().get(i).seed())
                    .put("verdict", judged.verdict().runs().get(i).verdict().text())
                    .put("evidence", judged.verdict().runs().get(i).evidence());
        }
        return json;
    }

    private static void interval(ObjectNode json, Interval interval) {
        json.putArray("interval").add(number(interval.low())).add(number(interval.high()));
    }

    private static ObjectNode estimate(Estimate estimate) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("n", estimate.n());
        json.set("mean", number(estimate.mean()));
        estimate.interval().ifPresentOrElse(interval -> interval(json, interval), () -> json.putNull("interval"));
        return json;
    }

    private static JsonNode number(double value) {
        return Double.isFinite(value) ? DoubleNode.valueOf(value) : NullNode.instance;
    }
}
