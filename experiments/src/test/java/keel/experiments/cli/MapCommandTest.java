package keel.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MapCommandTest {
    @TempDir
    private Path folder;

    private Keel sweep(String preset, String rates, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "sweep",
                preset,
                "--vary",
                "rates.generator=" + rates,
                "--vary",
                "rates.discriminator=" + rates,
                "--set",
                "evaluation.every-iterations=200",
                "--out",
                folder.resolve("runs").toString(),
                "--quiet"));
        words.addAll(List.of(more));
        Keel keel = Keel.run(words.toArray(String[]::new));
        assertEquals(0, keel.exitCode(), keel.err());
        return keel;
    }

    private void sweepDirac() {
        sweep(
                "dirac-gan",
                "0.1,1,10",
                "--set",
                "length.iterations=200",
                "--set",
                "networks.generator.initializer.bias=1e-3",
                "--set",
                "networks.discriminator.initializer.weight=1e-3");
    }

    private Keel map(String... more) {
        List<String> words = new ArrayList<>(List.of(
                "map",
                folder.resolve("runs").toString(),
                "-o",
                folder.resolve("map.png").toString()));
        words.addAll(List.of(more));
        return Keel.run(words.toArray(String[]::new));
    }

    private Set<Integer> colours() throws IOException {
        BufferedImage picture = ImageIO.read(folder.resolve("map.png").toFile());
        Set<Integer> colours = new HashSet<>();
        for (int x = 0; x < picture.getWidth(); x++) {
            for (int y = 0; y < picture.getHeight(); y++) {
                colours.add(picture.getRGB(x, y) & 0xffffff);
            }
        }
        return colours;
    }

    /** The bound is 2 hD gamma + hG hD f² < 4 with f = 1/2, gamma = 0.3: only a discriminator's rate of 10 is beyond it. */
    @Test
    void aMapOfDiracGansShowsWhatTheoryPredicts() throws IOException {
        sweepDirac();
        Keel keel = map();
        assertEquals(0, keel.exitCode(), keel.err());
        assertTrue(keel.out().contains("6 of 9 pairs of rates: held\n"), keel.out());
        assertTrue(keel.out().contains("3 of 9 pairs of rates: diverged"), keel.out());
        assertTrue(
                keel.out()
                        .contains(
                                "f 0.5000, gamma 0.3000, of this Dirac-GAN): right in 9 of 9 cells off its boundary (100.0 %)"),
                keel.out());
        assertTrue(colours().containsAll(Set.of(0x2b6cb0, 0x9b2c2c, 0x000000)));
        assertFalse(colours().contains(0xf0b429));
    }

    @Test
    void aRuleOfOnesOwnDecidesWhatIsHeld() throws IOException {
        sweepDirac();
        Keel keel = map("--held", "samples/mean_norm<=0");
        assertEquals(0, keel.exitCode(), keel.err());
        assertTrue(keel.out().contains("6 of 9 pairs of rates: not held"), keel.out());
        assertTrue(colours().contains(0xf0b429));
    }

    /** Of a pair of networks theory knows what its runs measured of themselves. */
    @Test
    void theGameOfOtherPairsIsWhatHeldRunsMeasured() throws IOException {
        sweep(
                "ring-gan",
                "1e-3,1e3",
                "--set",
                "length.iterations=200",
                "--set",
                "gan.batch=16",
                "--set",
                "evaluation={every-iterations: 200, samples: 64, local-dimensions: 8}",
                "--set",
                "networks.generator.hidden=[16]",
                "--set",
                "networks.discriminator.hidden=[16]");
        Keel keel = map("--held", "modes/captured>=0");
        assertEquals(0, keel.exitCode(), keel.err());
        assertTrue(keel.out().contains("medians of what held runs measured of themselves"), keel.out());
    }

    @Test
    void whatCannotBeDrawnIsRefusedInOneSentence() throws IOException {
        sweepDirac();
        assertTrue(map("--held", "modes>0.5").err().contains("must be METRIC>=VALUE"));
        assertTrue(map("--held", "modes/captured>=8").err().contains("did not measure whether it was held"));
        sweep("dirac-gan", "0.1", "--set", "length.iterations=300");
        assertTrue(map().err().contains("differ in more than rates"));
        assertEquals(ExitCode.USAGE, map().exitCode());
        assertFalse(Files.exists(folder.resolve("map.png")));
    }
}
