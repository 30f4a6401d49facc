package keel.experiments.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import keel.experiments.report.document.Section;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.verdict.JudgedSetting;

/** A report as one self-contained HTML file, which fetches nothing; the chart library is inlined. */
public final class HtmlReport {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LABELS_IN_TITLE = 3;

    private HtmlReport() {}

    /**
     * The whole file.
     *
     * @param sections of this comparison
     */
    public static String of(Comparison comparison, List<Section> sections) {
        ObjectNode data = MAPPER.createObjectNode();
        List<String> labels =
                comparison.settings().stream().map(JudgedSetting::label).toList();
        data.put(
                "title", labels.size() <= LABELS_IN_TITLE ? String.join("  ·  ", labels) : labels.size() + " settings");
        int runs = comparison.runs().size();
        data.put(
                "subtitle",
                "%,d run%s · report of %s UTC"
                        .formatted(
                                runs,
                                runs == 1 ? "" : "s",
                                Instant.now()
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .toString()
                                        .replace('T', ' ')
                                        .replace("Z", "")));
        ArrayNode settings = data.putArray("settings");
        for (JudgedSetting setting : comparison.settings()) {
            RunRecord first = setting.summary().runs().get(0);
            settings.addObject()
                    .put("label", setting.label())
                    .put("preset", first.preset())
                    .put("setting", first.setting())
                    .put("runs", setting.summary().runs().size())
                    .put("verdict", setting.verdict().verdict().text());
        }
        data.set("sections", DocumentJson.of(sections));
        ArrayNode provenance = data.putArray("provenance");
        provenance(comparison.runs())
                .forEach((term, text) -> provenance.addArray().add(term).add(text));
        return ReportPage.of(data);
    }

    /** How the runs were made: what differs between them is told once each. */
    private static Map<String, String> provenance(List<RunRecord> runs) {
        Map<String, String> names = new TreeMap<>(Map.of(
                "keel", "Keel",
                "git_commit", "commit",
                "java", "Java",
                "os", "system",
                "cpu", "processor",
                "engine", "engine",
                "device", "device",
                "blas", "products",
                "threads", "cohorts at a time",
                "environments", "environments"));
        Map<String, String> all = new LinkedHashMap<>();
        TreeSet<String> commands = new TreeSet<>();
        for (RunRecord run : runs) {
            List<String> words = new ArrayList<>(List.of("keel"));
            run.meta().path("command").forEach(word -> words.add(word.asText()));
            commands.add(String.join(" ", words));
        }
        all.put("commands", String.join("\n", commands));
        names.forEach((key, name) -> {
            TreeSet<String> values = new TreeSet<>();
            runs.forEach(run -> values.addAll(
                    key.equals("device")
                            ? run.devices()
                            : List.of(run.meta().path(key).asText())));
            values.remove("");
            if (!values.isEmpty()) {
                all.put(name, String.join("\n", values));
            }
        });
        return all;
    }
}
