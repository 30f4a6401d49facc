package keel.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RatesCommandTest {
    @TempDir
    private Path folder;

    private static JsonNode json(String... args) throws IOException {
        Keel keel = Keel.run(args);
        assertEquals(0, keel.exitCode(), keel.err());
        return new ObjectMapper().readTree(keel.out());
    }

    @Test
    void printsTheRatesThatWillBeAppliedOfANestedSchedule() throws IOException {
        JsonNode rates = json(
                "rates",
                "cartpole-a2c",
                "--updates",
                "8",
                "--json",
                "--set",
                "rates.actor={type: warm-up, updates: 4, of: {type: step, initial: 0.5, factor: 0.5, every: 2}}",
                "--set",
                "rates.critic=7e-4",
                // 5 steps of 8 lanes are four times the reference batch.
                "--set",
                "batch-scaling={rule: square-root, reference-batch: 10}",
                "--set",
                "controllers.actor={type: gap-aware, ideal: 1, metric: loss/actor}");
        double[] byHand = {0, 0.25, 0.5, 0.75, 1, 1, 0.5, 0.5};
        assertEquals(byHand.length, rates.get("actor").size());
        for (int u = 0; u < byHand.length; u++) {
            assertEquals(byHand[u], rates.get("actor").get(u).doubleValue(), 1e-15, "update " + u);
        }
        assertEquals(1.4e-3, rates.get("critic").get(7).doubleValue(), 1e-15);
        assertEquals(2, rates.size());
    }

    /** 4 digits tell neighbours of a slow curve apart: 2e-3 (1 - u / 1000) at 0, 1 and 2. */
    @Test
    void theTableTellsNeighbouringRatesApart() {
        Keel keel = Keel.run(
                "rates",
                "cartpole-dqn",
                "--updates",
                "3",
                "--set",
                "rates.q={type: linear, start: 2e-3, end: 0, updates: 1000}");
        assertEquals(0, keel.exitCode(), keel.err());
        assertTrue(
                keel.out().contains("2.000e-03")
                        && keel.out().contains("1.998e-03")
                        && keel.out().contains("1.996e-03"),
                keel.out());
    }

    static Stream<String> drawable() {
        return Stream.of(
                "3e-4",
                "0",
                "{type: geometric, start: 1e-7, end: 10, updates: 100}",
                "{type: exponential, initial: 1, decay: 0.01}",
                "{type: jitter, spread: 0.5, of: 1e-3}");
    }

    @ParameterizedTest
    @MethodSource("drawable")
    void drawsAnySchedule(String schedule) throws IOException {
        Path file = folder.resolve("rates.png");
        for (String updates : new String[] {"1", "2", "200", "5000"}) {
            Keel keel = Keel.run(
                    "rates",
                    "cartpole-a2c",
                    "--updates",
                    updates,
                    "-o",
                    file.toString(),
                    "--set",
                    "rates.actor=" + schedule);
            assertEquals(0, keel.exitCode(), keel.err());
            assertEquals("", keel.out());
            assertTrue(keel.err().contains(file.toString()));
            assertTrue(colors(file).size() > 2, "nothing but paper and ink");
            Files.delete(file);
        }
    }

    private static Set<Integer> colors(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        Set<Integer> colored = new HashSet<>();
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                int rgb = image.getRGB(x, y) & 0xffffff;
                int red = rgb >> 16;
                int blue = rgb & 0xff;
                if (Math.abs(red - blue) > 60) {
                    colored.add(rgb);
                }
            }
        }
        return colored;
    }

    @Test
    void momentaAreAPanelBelow() throws IOException {
        Path file = folder.resolve("rates.png");
        Keel.run("rates", "ring-gan", "-o", file.toString());
        int height = ImageIO.read(file.toFile()).getHeight();
        Keel.run("rates", "ring-gan", "-o", file.toString(), "--set", "momentum.generator=0.5");
        assertEquals(2 * height, ImageIO.read(file.toFile()).getHeight());
    }

    /** The critic comes second of the networks: it has the second colour in both panels, though it is alone in the lower one. */
    @Test
    void aNetworkHasOneColourInBothPanels() throws IOException {
        Path file = folder.resolve("rates.png");
        Keel.run("rates", "cartpole-a2c", "-o", file.toString(), "--set", "momentum.critic=0.5");
        BufferedImage image = ImageIO.read(file.toFile());
        int half = image.getHeight() / 2;
        Set<Integer> below = new HashSet<>();
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = half; y < image.getHeight(); y++) {
                below.add(image.getRGB(x, y) & 0xffffff);
            }
        }
        assertTrue(below.contains(0xd95f02), "the critic's colour");
        assertFalse(below.contains(0x1f77b4), "the actor's colour");
    }

    @Test
    void aPictureAndJsonCanBeHadTogether() throws IOException {
        Path file = folder.resolve("rates.png");
        assertEquals(
                3,
                json("rates", "ring-gan", "--updates", "3", "--json", "-o", file.toString())
                        .get("generator")
                        .size());
        assertTrue(Files.exists(file));
    }

    @Test
    void aFileThatCannotBeWrittenOrIsNoPictureIsAUsageError() {
        Keel other =
                Keel.run("rates", "ring-gan", "-o", folder.resolve("rates.pdf").toString());
        assertEquals(2, other.exitCode());
        assertTrue(other.err().contains("rates.pdf") && other.err().contains("ends in .png"), other.err());
        assertFalse(Files.exists(folder.resolve("rates.pdf")));
        Keel nowhere = Keel.run(
                "rates", "ring-gan", "-o", folder.resolve("no/rates.png").toString());
        assertEquals(2, nowhere.exitCode());
        assertTrue(nowhere.err().contains("Check that its folder exists"), nowhere.err());
    }
}
