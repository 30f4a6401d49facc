package keel.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DynamicsCommandTest {
    private static final String IN_PHASE = "{type: cosine-restarts, high: 0.4, low: 0.04, period: 8}";
    private static final String ANTI_PHASE = "{type: cosine-restarts, high: 0.4, low: 0.04, period: 8, phase: 4}";

    private static JsonNode json(String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of("dynamics", "--json"));
        all.addAll(List.of(args));
        Keel keel = Keel.run(all.toArray(String[]::new));
        assertEquals(0, keel.exitCode(), keel.err());
        return new ObjectMapper().readTree(keel.out());
    }

    /** f is 1/2, hG hD f² = 0.005: the matrix's trace is 2 - 0.06 - 0.005, its determinant 0.94. */
    @Test
    void aPairOfRatesGivesEigenvaluesRadiusPeriodAndVerdict() throws IOException {
        JsonNode found = json(
                "--loss",
                "non-saturating",
                "--rate-generator",
                "0.1",
                "--rate-discriminator",
                "0.2",
                "--gamma",
                "0.3",
                "--updates",
                "alternating");
        assertEquals("stable", found.get("verdict").asText());
        assertEquals(Math.sqrt(0.94), found.get("spectral_radius").asDouble(), 1e-12);
        assertEquals(1.935 / 2, found.get("eigenvalues").get(0).get(0).asDouble(), 1e-12);
        double turn = Math.acos(1.935 / 2 / Math.sqrt(0.94));
        assertEquals(2 * Math.PI / turn, found.get("rotation_period").asDouble(), 1e-9);
        assertEquals(
                "marginal",
                json("--rate-generator", "0.1", "--rate-discriminator", "0.2")
                        .get("verdict")
                        .asText());
        assertEquals(
                "unstable",
                json("--rate-generator", "0.1", "--rate-discriminator", "0.2", "--updates", "simultaneous")
                        .get("verdict")
                        .asText());
    }

    /** The reference's resonance of period 8: radius 0.74 in phase, 2.49 half a period apart. */
    @Test
    void aCycleIsStableInPhaseAndResonatesInAntiPhase() throws IOException {
        String generator = "{type: cosine-restarts, high: 1.5, low: 0.01, period: 8}";
        JsonNode inPhase = json(
                "--slope",
                "1",
                "--gamma",
                "0.3",
                "--rate-generator",
                generator,
                "--rate-discriminator",
                IN_PHASE,
                "--cycle",
                "8");
        assertEquals("stable", inPhase.get("verdict").asText());
        assertEquals(0.7368267931775044, inPhase.get("spectral_radius").asDouble(), 1e-9);
        JsonNode anti = json(
                "--slope",
                "1",
                "--gamma",
                "0.3",
                "--rate-generator",
                generator,
                "--rate-discriminator",
                ANTI_PHASE,
                "--cycle",
                "8");
        assertEquals("unstable", anti.get("verdict").asText());
        assertTrue(anti.get("resonance").asBoolean());
        assertEquals(2.492582957229016, anti.get("spectral_radius").asDouble(), 1e-9);
        assertTrue(anti.get("worst_frozen_radius").asDouble() < 1);
    }

    @Test
    void theTextSaysTheSame() {
        Keel keel = Keel.run("dynamics", "--rate-generator", "0.1", "--rate-discriminator", "0.2", "--gamma", "0.3");
        assertTrue(keel.out().startsWith("stable: spectral radius 0.969536"), keel.out());
    }

    @Test
    void everyFaultIsReportedAtOnce() {
        Keel keel = Keel.run(
                "dynamics",
                "--loss",
                "hing",
                "--gamma",
                "-1",
                "--rate-generator",
                "-3",
                "--rate-discriminator",
                "{type: triangular, low: 0.1, high: 1, period: 8}",
                "--updates",
                "both",
                "--method",
                "adam");
        assertEquals(2, keel.exitCode());
        for (String part : List.of("hinge", "rate-generator", "--cycle is missing", "alternating")) {
            assertTrue(keel.err().contains(part), part + " in " + keel.err());
        }
    }
}
