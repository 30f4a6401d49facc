package keel.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import keel.experiments.preset.ConfigTree;
import org.junit.jupiter.api.Test;

/** What {@code keel show} tells of cycles of rates. */
class ShowCommandTest {
    private static Keel show(String... words) {
        List<String> all = new ArrayList<>(List.of("show"));
        all.addAll(List.of(words));
        Keel keel = Keel.run(all.toArray(String[]::new));
        assertEquals(0, keel.exitCode(), keel.err());
        return keel;
    }

    /** The comments behind the configuration. */
    private static String comments(Keel keel) {
        return Arrays.stream(keel.out().split("\n"))
                .skip(1)
                .filter(line -> line.startsWith("#"))
                .collect(Collectors.joining("\n"));
    }

    /** The pair of the reference's resonance: f 1 (Wasserstein), gamma 0.3, the generator first. */
    private static Keel dirac(int phase, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "dirac-gan",
                "--set",
                "gan.loss={type: wasserstein}",
                "--set",
                "gan.updates.order=generator-first",
                "--set",
                "rates.generator={type: cosine-restarts, high: 1.5, low: 0.01, period: 8}",
                "--set",
                "rates.discriminator={type: cosine-restarts, high: 0.4, low: 0.04, period: 8, phase: %d}"
                        .formatted(phase)));
        words.addAll(List.of(more));
        return show(words.toArray(String[]::new));
    }

    @Test
    void cyclesInAntiPhaseAreWarnedOfAndTheOutputStaysYaml() {
        Keel keel = show("ring-gan-cyclical");
        String comments = comments(keel);
        assertTrue(
                comments.startsWith(
                        "# warning: The rates of generator and discriminator come again every 3000 iterations, half a period apart, and resonate with pairs of networks that rotate once in 4"),
                comments);
        for (String part : List.of("times a period", "phase of rates.generator that is 1500 updates larger", "adam")) {
            assertTrue(comments.contains(part), part + " in " + comments);
        }
        assertEquals(
                "triangular",
                ConfigTree.parse(keel.out(), "show").at("/rates/generator/type").asText());
        assertEquals("", keel.err());
    }

    @Test
    void inJsonTheWarningGoesToStandardError() throws IOException {
        Keel keel = show("ring-gan-cyclical", "--json");
        assertEquals("gan", new ObjectMapper().readTree(keel.out()).get("kind").asText());
        assertFalse(keel.out().contains("resonate"), keel.out());
        assertTrue(keel.err().startsWith("warning: The rates of generator and discriminator"), keel.err());
        assertEquals("", show("ring-gan", "--json").err());
    }

    @Test
    void whatDoesNotResonateIsNotWarnedOf() {
        assertEquals("", comments(show("ring-gan")));
        assertEquals("", comments(show("dirac-gan")));
        assertEquals("", comments(show("cartpole-a2c-cyclical")));
        String inPhase = "rates.discriminator={type: triangular, low: 5e-5, high: 1e-3, period: 3000, phase: 0}";
        assertEquals("", comments(show("ring-gan-cyclical", "--set", inPhase)));
        // Bands in which a pair turns once in a few iterations are there, but so narrow that only chance would meet
        // them.
        assertEquals(
                "",
                comments(show(
                        "ring-gan-cyclical",
                        "--set",
                        inPhase,
                        "--set",
                        "rates.generator.period=500",
                        "--set",
                        "rates.discriminator.period=500")));
        assertEquals("", comments(show("ring-gan-cyclical", "--set", "gan.r1-gamma=100")));
        assertEquals("", comments(show("ring-gan-cyclical", "--set", "length.iterations=2999")));
        assertEquals(
                "",
                comments(show(
                        "ring-gan-cyclical",
                        "--set",
                        "controllers.generator={type: reduce-on-plateau, metric: loss/generator, mode: min}")));
    }

    /** The reference's radii: 2.4926 half a period apart, 0.7368 in phase. */
    @Test
    void ofTheDiracGanTheFloquetRadiusIsTold() {
        String apart = comments(dirac(4));
        assertTrue(
                apart.startsWith(
                        "# warning: The rates of generator and discriminator come again every 8 iterations, half a period apart, where this Dirac-GAN (f 1.0, gamma 0.3) resonates: its Floquet radius is 2.4926 a period"),
                apart);
        assertTrue(
                apart.contains("phase of rates.generator that is 4 updates larger (the factor there is 0.7368)"),
                apart);
        assertEquals(
                "# note: The rates of generator and discriminator come again every 8 iterations, in phase, where this Dirac-GAN (f 1.0, gamma 0.3) dies out: its Floquet radius is 0.7368 a period.",
                comments(dirac(0)));
        // Where the discriminator begins, the generator meets the discriminator's rate of the next iteration.
        assertTrue(comments(dirac(3, "--set", "gan.updates.order=discriminator-first"))
                .contains("the discriminator's 3 ahead"));
        assertTrue(comments(dirac(3, "--set", "gan.updates.order=discriminator-first"))
                .contains("Floquet radius is 2.4926 a period"));
    }

    @Test
    void ratesThatAreTooHighOnTheirOwnAreSaidToBe() {
        String comments =
                comments(dirac(4, "--set", "rates.discriminator={type: triangular, low: 1, high: 20, period: 8}"));
        assertTrue(
                comments.contains("is unstable: its Floquet radius") && comments.contains("Lower the rates"), comments);
    }

    @Test
    void aDiracGanWithMomentumIsJudgedAsAnyPair() {
        String comments = comments(dirac(4, "--set", "optimizers.generator={type: sgd, momentum: 0.5}"));
        assertTrue(comments.contains("a rough guide for momentum"), comments);
    }
}
