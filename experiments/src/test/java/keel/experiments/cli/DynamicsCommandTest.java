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
        assertTrue(keel.out().contains("suggestion: stable below 18.72 times these rates"), keel.out());
    }

    private static double factor(JsonNode answer) {
        return answer.get("largest_stable_factor").asDouble();
    }

    /**
     * Alternating, f = 1/2: {@code 2 s hD γ + s² hG hD f² = 4} is {@code 0.12 s + 0.005 s² = 4}; simultaneous, f = 1: {@code s hG
     * f² = γ}.
     */
    @Test
    void theLargestStableFactorIsThatOfTheClosedForms() throws IOException {
        JsonNode stable = json("--rate-generator", "0.1", "--rate-discriminator", "0.2", "--gamma", "0.3");
        assertEquals((-0.12 + Math.sqrt(0.12 * 0.12 + 4 * 0.005 * 4)) / 0.01, factor(stable), 1e-6);
        assertEquals("gamma damps more than the steps add", stable.get("reason").asText());
        assertTrue(stable.get("suggestion").asText().startsWith("stable below 18.72 times"), stable.toString());
        JsonNode unstable = json(
                "--slope",
                "1",
                "--rate-generator",
                "0.5",
                "--rate-discriminator",
                "0.2",
                "--gamma",
                "0.3",
                "--updates",
                "simultaneous");
        assertEquals(0.6, factor(unstable), 1e-6);
        assertTrue(unstable.get("reason").asText().contains("widen the rotation by more than gamma"));
        // 0.5 f² must be below gamma: 1.5 times 0.3 is not enough, twice is.
        assertTrue(unstable.get("suggestion").asText().endsWith("or raise gamma to 0.6000"), unstable.toString());
        JsonNode overshoots =
                json("--slope", "1", "--rate-generator", "0.1", "--rate-discriminator", "10", "--gamma", "1");
        assertTrue(overshoots.get("reason").asText().contains("overshoots"), overshoots.toString());
        // More gamma would only add to it.
        assertTrue(!overshoots.get("suggestion").asText().contains("gamma"), overshoots.toString());
        // 20 s + s² = 4.
        assertEquals(-10 + Math.sqrt(104), factor(overshoots), 1e-6);
    }

    @Test
    void withoutGammaNoFactorIsStableAndR1IsSuggested() throws IOException {
        for (String updates : List.of("alternating", "simultaneous")) {
            JsonNode found = json("--rate-generator", "0.1", "--rate-discriminator", "0.2", "--updates", updates);
            assertTrue(found.path("largest_stable_factor").isMissingNode(), found.toString());
            assertTrue(found.get("reason").asText().contains("gamma is 0"), found.toString());
            assertTrue(found.get("suggestion").asText().contains("R1"), found.toString());
        }
        JsonNode extragradient =
                json("--rate-generator", "0.1", "--rate-discriminator", "0.2", "--method", "extragradient");
        assertTrue(extragradient.get("reason").asText().contains("without a gamma"), extragradient.toString());
        // |1 + iw - w²| = 1 at w = 1, where w² = s² hG hD f² = 0.005 s².
        assertEquals(Math.sqrt(1 / 0.005), factor(extragradient), 1e-6);
    }

    @Test
    void aCyclesFactorIsTheEdgeOfItsStabilityAndItsPhaseIsSuggested() throws IOException {
        List<Double> radii = new ArrayList<>();
        double scale = 1;
        for (int i = 0; i < 3; i++) {
            JsonNode anti = json(
                    "--slope",
                    "1",
                    "--gamma",
                    "0.3",
                    "--rate-generator",
                    "{type: cosine-restarts, high: %s, low: %s, period: 8}".formatted(1.5 * scale, 0.01 * scale),
                    "--rate-discriminator",
                    "{type: cosine-restarts, high: %s, low: %s, period: 8, phase: 4}"
                            .formatted(0.4 * scale, 0.04 * scale),
                    "--cycle",
                    "8");
            radii.add(anti.get("spectral_radius").asDouble());
            if (i == 0) {
                assertTrue(anti.get("reason").asText().startsWith("resonance: "), anti.toString());
                assertTrue(anti.get("suggestion").asText().contains("4 steps later: radius 0.736827"), anti.toString());
                scale = factor(anti) * 0.9999;
            } else {
                scale *= 1.0002;
            }
        }
        assertTrue(radii.get(1) < 1 && radii.get(2) > 1 && radii.get(2) < 1.01, radii.toString());
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
