package keel.gans.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import keel.gans.data.Modes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModeCoverageTest {
    static Stream<JsonNode> reference() throws IOException {
        try (InputStream in = ModeCoverageTest.class.getResourceAsStream("/reference/metrics-reference.json")) {
            List<JsonNode> entries = new ArrayList<>();
            new ObjectMapper().readTree(in).get("mode_metrics").forEach(entries::add);
            return entries.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("reference")
    void countsModesAndQualityAsTheReferenceDoes(JsonNode entry) {
        double[] samples = flat(entry.get("samples"));
        double[] centres = flat(entry.get("centres"));
        float[] values = new float[samples.length + 3];
        for (int i = 0; i < samples.length; i++) {
            values[i + 3] = (float) samples[i];
        }
        ModeCoverage coverage = ModeCoverage.of(
                values,
                3,
                samples.length / 2,
                new Modes(centres, 2, entry.get("std").asDouble()));
        assertEquals(entry.get("modes_captured").asInt(), coverage.captured());
        assertEquals(entry.get("high_quality_fraction").asDouble(), coverage.highQuality(), 1e-12);
        assertEquals(entry.get("reverse_kl_hq_gen_vs_uniform").asDouble(), coverage.reverseKl(), 1e-9);
    }

    private static double[] flat(JsonNode rows) {
        List<Double> all = new ArrayList<>();
        rows.forEach(row -> row.forEach(value -> all.add(value.asDouble())));
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Test
    void samplesThatAreNotNumbersAreOfNoQuality() {
        ModeCoverage coverage =
                ModeCoverage.of(new float[] {Float.NaN, 0, 0, 0}, 0, 2, new Modes(new double[] {0, 0}, 2, 1));
        assertEquals(new ModeCoverage(1, 0.5, 0), coverage);
    }
}
