package keel.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose data are read from files. */
class DataOptionTest {
    private static final int TRAINING = 40;
    private static final int HELD_OUT = 20;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        Files.createDirectories(data());
        writeFiles("train", TRAINING, 1);
        writeFiles("t10k", HELD_OUT, 2);
    }

    private Path data() {
        return folder.resolve("data");
    }

    private void writeFiles(String part, int count, long seed) throws IOException {
        Random random = new Random(seed);
        byte[] pixels = new byte[count * 784];
        random.nextBytes(pixels);
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % 10);
        }
        write(data().resolve(part + "-images-idx3-ubyte"), pixels, count, 28, 28);
        write(data().resolve(part + "-labels-idx1-ubyte"), labels, count);
    }

    private static void write(Path file, byte[] values, int... dimensions) throws IOException {
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            out.write(new byte[] {0, 0, 8, (byte) dimensions.length});
            for (int dimension : dimensions) {
                out.writeInt(dimension);
            }
            out.write(values);
        }
    }

    private Keel train(String command, String... more) {
        List<String> words = new ArrayList<>(List.of(
                command,
                "fashion-dcgan",
                "--out",
                folder.resolve("runs").toString(),
                "--quiet",
                "--set",
                "length.iterations=4",
                "--set",
                "gan.batch=4",
                "--set",
                "gan.latent=3",
                "--set",
                "evaluation={every-iterations: 4, samples: 20}",
                "--set",
                "telemetry.every-updates=1"));
        words.addAll(List.of(more));
        return Keel.run(words.toArray(String[]::new));
    }

    private List<Path> outcomes() throws IOException {
        if (!Files.exists(folder.resolve("runs"))) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(folder.resolve("runs"))) {
            return tree.filter(path -> path.endsWith("outcome.json")).sorted().toList();
        }
    }

    /** With convolutions, on the engine that has them: measured in features, and drawn. */
    @Test
    void aConvolutionalPairLearnsFromTheFolderThatIsNamed() throws IOException {
        Keel keel = train("run", "--data", data().toString());
        assertEquals(0, keel.exitCode(), keel.err());
        Path run = outcomes().get(0).getParent();
        assertEquals(
                "fashion-mnist-classifier 1dac9673",
                new ObjectMapper()
                        .readTree(Files.readString(run.resolve("meta.json")))
                        .path("features")
                        .asText());
        String last = Files.readAllLines(run.resolve("metrics.jsonl")).get(4);
        assertTrue(last.contains("\"features/frechet\":") && last.contains("\"features/frechet_floor\":"), last);
        assertTrue(ImageIO.read(run.resolve("samples.png").toFile()).getWidth() > 560);
        assertTrue(Files.exists(run.resolve("samples-average.png")));
        assertTrue(keel.out().contains("features/frechet_floor") && !keel.out().contains("features/kid"), keel.out());
        Keel compared = Keel.run("compare", folder.resolve("runs").toString());
        assertTrue(compared.out().contains("features/coverage"), compared.out());
        assertTrue(
                compared.out().contains("Images were measured in the features of fashion-mnist-classifier 1dac9673."),
                compared.out());
        Path report = folder.resolve("report.html");
        assertEquals(
                0,
                Keel.run("report", folder.resolve("runs").toString(), "-o", report.toString())
                        .exitCode());
        assertTrue(Files.readString(report).contains("fashion-mnist-classifier 1dac9673"));
    }

    /** Nothing is written, and the sentence says which file is missing, and where such files can be had. */
    @Test
    void aFolderWithoutTheFilesIsRefusedBeforeAnythingIsWritten() throws IOException {
        Files.delete(data().resolve("t10k-labels-idx1-ubyte"));
        for (String command : List.of("run", "sweep")) {
            Keel keel = train(command, "--data", data().toString());
            assertEquals(ExitCode.USAGE, keel.exitCode());
            assertTrue(keel.err().contains("has no file t10k-labels-idx1-ubyte"), keel.err());
            assertTrue(keel.err().contains("dataset-fashion-mnist"), keel.err());
            assertFalse(Files.exists(folder.resolve("runs")));
        }
    }

    /** Convolutional pairs train in processes of their own, which have to be told of the folder. */
    @Test
    void processesOfASweepGetTheFolder() throws IOException {
        Keel keel = train("sweep", "--seeds", "0..1", "--data", data().toString());
        assertEquals(0, keel.exitCode(), keel.err());
        assertEquals(2, outcomes().size());
        for (Path outcome : outcomes()) {
            assertTrue(Files.readString(outcome).contains("\"completed\""), Files.readString(outcome));
        }
    }
}
