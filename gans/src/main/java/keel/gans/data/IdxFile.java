package keel.gans.data;

import static keel.training.InvalidConfigException.require;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import keel.training.InvalidConfigException;

/**
 * Unsigned bytes in the IDX format of the MNIST files: two zero bytes, the type (8 for unsigned bytes), the number of
 * dimensions, each dimension as a big-endian 4-byte number, then the values, the last dimension fastest.
 */
final class IdxFile {
    private static final int UNSIGNED_BYTES = 8;
    private static final int GZIP_MAGIC = 0x1f8b;

    private final int[] dimensions;
    private final byte[] bytes;

    private IdxFile(int[] dimensions, byte[] bytes) {
        this.dimensions = dimensions;
        this.bytes = bytes;
    }

    /** {@code [count, height, width]}. */
    static IdxFile images(InputStream from, String name) throws IOException {
        return read(from, name, 3);
    }

    /** {@code [count]}. */
    static IdxFile labels(InputStream from, String name) throws IOException {
        return read(from, name, 1);
    }

    /**
     * Reads a whole file, plain or compressed by gzip.
     *
     * @throws InvalidConfigException if it is none, is cut short, or has another number of dimensions
     */
    private static IdxFile read(InputStream from, String name, int expected) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(from);
        buffered.mark(2);
        int first = buffered.read() << 8 | buffered.read();
        buffered.reset();
        try (DataInputStream in = new DataInputStream(first == GZIP_MAGIC ? new GZIPInputStream(buffered) : buffered)) {
            byte[] magic = in.readNBytes(4);
            require(
                    magic.length == 4 && magic[0] == 0 && magic[1] == 0 && magic[2] == UNSIGNED_BYTES,
                    "%s is no IDX file of unsigned bytes: it must begin with the bytes 0 0 8. %s"
                            .formatted(name, FETCH_AGAIN));
            require(
                    magic[3] == expected,
                    "%s has %d dimensions, but %s have %d. Is it the file of another kind under this name?"
                            .formatted(name, magic[3], expected == 1 ? "labels" : "images", expected));
            int[] dimensions = new int[expected];
            long size = 1;
            for (int d = 0; d < expected; d++) {
                dimensions[d] = in.readInt();
                size = size > Integer.MAX_VALUE ? size : size * dimensions[d];
                require(
                        dimensions[d] >= 1 && size <= Integer.MAX_VALUE,
                        "%s says that it is %d long in dimension %d, which no such file is. %s"
                                .formatted(name, dimensions[d], d, FETCH_AGAIN));
            }
            byte[] bytes = in.readNBytes((int) size);
            require(
                    bytes.length == size && in.read() < 0,
                    "%s should hold %d values but holds %s. %s"
                            .formatted(name, size, bytes.length < size ? bytes.length : "more", FETCH_AGAIN));
            return new IdxFile(dimensions, bytes);
        } catch (IOException e) {
            throw new InvalidConfigException("%s cannot be read: %s. %s".formatted(name, e.getMessage(), FETCH_AGAIN));
        }
    }

    private static final String FETCH_AGAIN = "Install or download it again.";

    /** The length of a dimension. */
    int dimension(int d) {
        return dimensions[d];
    }

    /** All values, live. */
    byte[] bytes() {
        return bytes;
    }
}
