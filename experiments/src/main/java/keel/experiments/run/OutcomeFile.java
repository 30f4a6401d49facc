package keel.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import keel.training.InvalidConfigException;
import keel.training.MemberResult.DivergenceReport;
import keel.training.guard.Divergence;
import keel.training.telemetry.UpdateRecord;

/** {@code outcome.json}. Numbers that are not finite are strings. */
final class OutcomeFile {
    private OutcomeFile() {}

    static void write(Path file, Outcome outcome) throws IOException {
        ObjectNode json = JsonFiles.MAPPER.createObjectNode();
        json.put("status", outcome.status().key());
        json.put("reason", outcome.reason());
        json.put("updates", outcome.updates());
        json.put("env_steps", outcome.environmentSteps());
        ObjectNode scores = json.putObject("final_scores");
        outcome.finalScores().forEach((name, value) -> put(scores, name, value));
        json.put("wall_s", Math.round(outcome.wallSeconds() * 1000) / 1000.0);
        if (!outcome.warnings().isEmpty()) {
            ObjectNode warnings = json.putObject("warnings");
            outcome.warnings().forEach(warnings::put);
        }
        outcome.divergence().ifPresent(report -> put(json.putObject("divergence"), report));
        JsonFiles.replace(
                file, JsonFiles.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    }

    private static void put(ObjectNode json, DivergenceReport report) {
        Divergence divergence = report.divergence();
        json.put("network", divergence.network());
        json.put("quantity", divergence.quantity());
        put(json, "value", divergence.value());
        json.put("why", divergence.why());
        put(json.putObject("at"), divergence.at());
        ObjectNode recent = json.putObject("recent_updates");
        report.recentUpdates().forEach((network, updates) -> {
            ArrayNode all = recent.putArray(network);
            updates.forEach(update -> put(all.addObject(), update));
        });
    }

    private static void put(ObjectNode json, UpdateRecord update) {
        json.put("update", update.update());
        put(json, "rate", update.rate());
        put(json, "loss", update.loss());
        put(json, "gradient_norm", update.gradientNorm());
        put(json, "clipped_norm", update.clippedNorm());
    }

    private static void put(ObjectNode json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        } else {
            json.put(name, Double.toString(value));
        }
    }

    /** Empty if there is none. */
    static Optional<Outcome> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode json = JsonFiles.MAPPER.readTree(Files.readString(file));
        Map<String, Double> scores = new LinkedHashMap<>();
        json.path("final_scores")
                .properties()
                .forEach(entry -> scores.put(entry.getKey(), JsonFiles.number(entry.getValue())));
        SortedMap<String, Long> warnings = new TreeMap<>();
        json.path("warnings")
                .properties()
                .forEach(entry -> warnings.put(entry.getKey(), entry.getValue().asLong()));
        return Optional.of(new Outcome(
                status(file, json.path("status").asText()),
                json.path("reason").asText(),
                json.path("updates").asLong(),
                json.path("env_steps").asLong(),
                scores,
                json.path("wall_s").asDouble(),
                Optional.ofNullable(json.get("divergence")).map(OutcomeFile::divergence),
                warnings));
    }

    private static Outcome.Status status(Path file, String key) {
        return Arrays.stream(Outcome.Status.values())
                .filter(status -> status.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new InvalidConfigException(
                        "%s says '%s', which is no outcome: it was changed or damaged. Restore it, or delete it and give `keel resume`."
                                .formatted(file, key)));
    }

    private static DivergenceReport divergence(JsonNode json) {
        SortedMap<String, List<UpdateRecord>> recent = new TreeMap<>();
        json.path("recent_updates").properties().forEach(entry -> {
            List<UpdateRecord> updates = new ArrayList<>();
            entry.getValue().forEach(update -> updates.add(update(update)));
            recent.put(entry.getKey(), updates);
        });
        return new DivergenceReport(
                new Divergence(
                        json.path("network").asText(),
                        json.path("quantity").asText(),
                        JsonFiles.number(json.path("value")),
                        update(json.path("at")),
                        json.path("why").asText()),
                recent);
    }

    private static UpdateRecord update(JsonNode json) {
        return new UpdateRecord(
                json.path("update").asLong(),
                JsonFiles.number(json.path("rate")),
                JsonFiles.number(json.path("loss")),
                JsonFiles.number(json.path("gradient_norm")),
                JsonFiles.number(json.path("clipped_norm")));
    }
}
