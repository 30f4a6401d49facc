package keel.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run writes that it applied is what its {@code config.yaml} says, computed here from the definitions alone. */
class AppliedAsConfiguredTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final List<String> NETWORKS = List.of("generator", "discriminator");

    @TempDir
    private Path out;

    /** A finished run. */
    private record Run(JsonNode config, List<JsonNode> records) {
        JsonNode schedule(String network) {
            return config.at("/rates/" + network);
        }
    }

    private Run run(String preset, String... assignments) throws IOException {
        List<String> args = new ArrayList<>(List.of("run", preset, "--out", out.toString(), "--quiet"));
        for (String assignment : List.of(
                "gan.batch=4",
                "evaluation.samples=10",
                "networks.generator.hidden=[4]",
                "networks.discriminator.hidden=[4]")) {
            args.addAll(List.of("--set", assignment));
        }
        for (String assignment : assignments) {
            args.addAll(List.of("--set", assignment));
        }
        Keel keel = Keel.run(args.toArray(String[]::new));
        assertEquals(0, keel.exitCode(), keel.err());
        Path folder;
        try (Stream<Path> tree = Files.walk(out)) {
            folder = tree.filter(path -> path.endsWith("outcome.json"))
                    .findFirst()
                    .orElseThrow()
                    .getParent();
        }
        List<JsonNode> records = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("metrics.jsonl"))) {
            JsonNode record = JSON.readTree(line);
            if (record.has("rate/generator")) {
                records.add(record);
            }
        }
        return new Run(YAML.readTree(folder.resolve("config.yaml").toFile()), records);
    }

    /** Smith 2017, from the picture: the distance to the nearest trough, over that from trough to peak. */
    private static double triangle(JsonNode schedule, long update) {
        assertEquals("triangular", schedule.get("type").textValue());
        assertEquals(0.5, schedule.get("rise").doubleValue());
        double low = number(schedule, "low");
        double high = number(schedule, "high");
        long period = schedule.get("period").longValue();
        long sinceTrough = (update + schedule.get("phase").longValue()) % period;
        return low + (high - low) * 2 * Math.min(sinceTrough, period - sinceTrough) / period;
    }

    private static double number(JsonNode schedule, String key) {
        // YAML 1.1 takes 1.0E-4 for a text.
        return Double.parseDouble(schedule.get(key).asText());
    }

    private static void assertApplied(Run run) {
        for (JsonNode record : run.records()) {
            for (String network : NETWORKS) {
                // One update of each player in an iteration, and records count updates from 0, as schedules do.
                double expected =
                        triangle(run.schedule(network), record.get("update").longValue());
                double applied = record.get("rate/" + network).doubleValue();
                assertEquals(expected, applied, 1e-12 * expected, network + " in " + record);
            }
        }
    }

    private static List<Double> rates(Run run, String network) {
        return run.records().stream()
                .map(record -> record.get("rate/" + network).doubleValue())
                .toList();
    }

    @Test
    void theCyclicalPresetAppliesThePeriodAndPhaseOfEachNetwork() throws IOException {
        Run run = run("ring-gan-cyclical", "length.iterations=6200", "telemetry.every-updates=7");
        assertEquals(3000, run.schedule("generator").get("period").intValue());
        assertEquals(1500, run.schedule("discriminator").get("phase").intValue());
        assertTrue(run.records().size() > 6200 / 7 - 1, run.records().size() + " records");
        assertApplied(run);
    }

    @Test
    void antiphaseAppliesBothRatesHalfAPeriodApart() throws IOException {
        Run run = run(
                "ring-gan+cyclical-antiphase",
                "length.iterations=240",
                "rates.discriminator=2e-3",
                "telemetry.every-updates=1");
        assertEquals(240, run.records().size());
        assertApplied(run);
        List<Double> generator = rates(run, "generator");
        List<Double> discriminator = rates(run, "discriminator");
        for (int trough = 0; trough < 240; trough += 24) {
            assertEquals(1e-4, generator.get(trough), 1e-16);
            assertEquals(1e-3, generator.get(trough + 12), 1e-15);
            assertEquals(2e-3, discriminator.get(trough), 1e-15);
            assertEquals(2e-4, discriminator.get(trough + 12), 1e-16);
        }
    }

    /** By the formula of the reference, from the gaps in the records alone. */
    @Test
    void gapAwareAppliesTheFactorOfTheGapsRecordedBefore() throws IOException {
        Run run = run(
                "ring-gan+gap-aware",
                "length.iterations=200",
                "rates.generator=1e-2",
                "rates.discriminator=1e-3",
                "telemetry.every-updates=2");
        JsonNode controller = run.config().at("/controllers/discriminator");
        assertEquals("loss_gap/discriminator", controller.get("metric").textValue());
        double average = 0;
        for (JsonNode record : run.records()) {
            double factor =
                    average >= 0 ? Math.pow(2, Math.min(1, average / 0.1)) : Math.pow(0.1, Math.min(1, -average / 0.1));
            assertEquals(1e-3 * factor, record.get("rate/discriminator").doubleValue(), 1e-12 * factor);
            assertEquals(1e-2, record.get("rate/generator").doubleValue());
            average =
                    0.95 * average + 0.05 * record.get("loss_gap/discriminator").doubleValue();
        }
        assertNotEquals(0, average, 1e-3);
    }
}
