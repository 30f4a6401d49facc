package keel.training.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointFileTest {
    private static final int VERSION_AT = 8;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void chooseFile() {
        file = folder.resolve("state.keel");
    }

    private static StateWriter everyKind() {
        StateWriter state = new StateWriter();
        state.put("bytes", new byte[] {1, -2, 3});
        state.put("ints", 7, Integer.MIN_VALUE);
        state.put("longs", Long.MAX_VALUE, -1L);
        state.put("floats", new float[] {9, 1.5f, Float.intBitsToFloat(0x7fc12345), -0f, 9}, 1, 4);
        state.put("doubles", Double.NEGATIVE_INFINITY, Double.MIN_VALUE);
        state.under("q").under("adam").put("steps", 12L);
        state.under("none").put("floats", new float[0]);
        return state;
    }

    private String refused() {
        return assertThrows(CheckpointException.class, () -> CheckpointFile.read(file))
                .getMessage();
    }

    @Test
    void everyKindOfArrayComesBackBitForBit() {
        CheckpointFile.write(file, everyKind());
        StateReader read = CheckpointFile.read(file);
        assertArrayEquals(new byte[] {1, -2, 3}, read.bytes("bytes"));
        assertArrayEquals(new int[] {7, Integer.MIN_VALUE}, read.ints("ints", 2));
        assertArrayEquals(new long[] {Long.MAX_VALUE, -1}, read.longs("longs", 2));
        float[] floats = read.floats("floats", 3);
        assertEquals(1.5f, floats[0]);
        assertEquals(0x7fc12345, Float.floatToRawIntBits(floats[1]), "a NaN keeps its payload");
        assertEquals(0x80000000, Float.floatToRawIntBits(floats[2]));
        assertArrayEquals(new double[] {Double.NEGATIVE_INFINITY, Double.MIN_VALUE}, read.doubles("doubles", 2));
        assertEquals(12, read.under("q").under("adam").whole("steps"));
        assertEquals(0, read.under("none").floats("floats").length);
        assertEquals(List.of("adam/steps"), read.under("q").names());
        assertTrue(read.has("ints") && !read.has("int"));
    }

    @Test
    void whatIsWrittenLaterChangesNothing() {
        float[] live = {1, 2};
        StateWriter state = new StateWriter();
        state.put("floats", live);
        live[0] = 5;
        assertArrayEquals(new float[] {1, 2}, state.reader().floats("floats"));
        assertThrows(IllegalArgumentException.class, () -> state.put("floats", 1f));
    }

    @Test
    void aRandomStreamGoesOnWhereItWas() {
        RandomStream stream = RandomStream.named(3, "noise");
        stream.nextGaussian();
        StateWriter state = new StateWriter();
        state.put("noise", stream);
        // The second normal number of a pair is kept, so it belongs to the state.
        double[] expected = {stream.nextGaussian(), stream.nextGaussian(), stream.nextDouble()};
        RandomStream other = RandomStream.named(99, "else");
        state.reader().get("noise", other);
        assertArrayEquals(expected, new double[] {other.nextGaussian(), other.nextGaussian(), other.nextDouble()});
    }

    @Test
    void numbersAreFoundByName() {
        StateWriter state = new StateWriter();
        Map.of("eval/return", 5.0).forEach(state.under("scores")::put);
        assertEquals(Map.of("eval/return", 5.0), state.reader().under("scores").numbers());
        assertEquals(Map.of(), state.reader().under("others").numbers());
    }

    @Test
    void entriesThatDoNotFitAreNamed() {
        StateReader read = everyKind().reader();
        String missing = assertThrows(
                        CheckpointException.class, () -> read.under("q").floats("weights", 3))
                .getMessage();
        assertTrue(missing.contains("no entry 'q/weights'") && missing.contains("Resume with the setting"), missing);
        String size = assertThrows(CheckpointException.class, () -> read.floats("floats", 4))
                .getMessage();
        assertTrue(size.contains("'floats' has 3 values") && size.contains("needs 4"), size);
        String type = assertThrows(CheckpointException.class, () -> read.doubles("ints", 2))
                .getMessage();
        assertTrue(type.contains("int[]") && type.contains("double[]"), type);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 20, 51, 52, 100, -1})
    void aFileCutShortSaysHowManyBytesItLacks(int length) throws IOException {
        CheckpointFile.write(file, everyKind());
        byte[] whole = Files.readAllBytes(file);
        int kept = length < 0 ? whole.length + length : length;
        Files.write(file, Arrays.copyOf(whole, kept));
        String message = refused();
        int expected = kept < 52 ? 52 : whole.length;
        assertTrue(
                message.contains("cut short")
                        && message.contains(kept + " bytes")
                        && message.contains("should have " + expected)
                        && message.contains("delete it to train from the start"),
                message);
    }

    @Test
    void aChangedByteIsNoticedWhereverItIs() throws IOException {
        CheckpointFile.write(file, everyKind());
        byte[] whole = Files.readAllBytes(file);
        for (int at = VERSION_AT + 12; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            Files.write(file, changed);
            assertTrue(refused().contains("checksum does not match"), "byte " + at);
        }
    }

    @Test
    void aNewerFormatNamesBothVersions() throws IOException {
        CheckpointFile.write(file, everyKind());
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).putInt(VERSION_AT, 2);
        Files.write(file, bytes);
        String message = refused();
        assertTrue(
                message.contains("checkpoint format 2")
                        && message.contains("reads format 1")
                        && message.contains("Resume with the Keel that wrote it"),
                message);
    }

    @Test
    void otherFilesAndNoFileAreTold() throws IOException {
        Files.writeString(file, "PK zip");
        assertTrue(refused().contains("not a checkpoint of Keel"));
        Files.delete(file);
        assertTrue(refused().contains("Cannot read checkpoint"));
    }

    /** A process killed while it writes leaves its temporary file; the checkpoint before it stands. */
    @Test
    void theOldFileStandsUntilTheNewOneIsWhole() throws IOException {
        CheckpointFile.write(file, everyKind());
        byte[] old = Files.readAllBytes(file);
        Path temporary = folder.resolve("state.keel.tmp");
        Files.write(temporary, Arrays.copyOf(old, 70));
        assertEquals(12, CheckpointFile.read(file).under("q").under("adam").whole("steps"));

        StateWriter next = new StateWriter();
        next.put("steps", 13L);
        CheckpointFile.write(file, next);
        assertEquals(13, CheckpointFile.read(file).whole("steps"));
        assertFalse(Files.exists(temporary));
    }

    @Test
    void aFolderThatIsNotThereIsTold() {
        file = folder.resolve("missing").resolve("state.keel");
        String message = assertThrows(CheckpointException.class, () -> CheckpointFile.write(file, everyKind()))
                .getMessage();
        assertTrue(message.contains("Cannot write checkpoint") && message.contains("permissions"), message);
    }
}
