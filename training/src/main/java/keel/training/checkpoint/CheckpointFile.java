package keel.training.checkpoint;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named arrays in a file, big-endian:
 *
 * <pre>
 * 8 bytes   KEELCKPT
 * int       format version
 * long      bytes of content
 * 32 bytes  SHA-256 of the content
 * content   int entries, then for each: UTF name, byte type (see {@link ArrayType}), int length, the values
 * </pre>
 *
 * <p>A file is written under a temporary name, forced to the disk and renamed: whoever reads the name finds the old file or the
 * new one, whole, whatever happens in between.
 */
public final class CheckpointFile {
    /** The format that is written, and the only one that is read so far. */
    public static final int FORMAT_VERSION = 1;

    private static final byte[] MAGIC = {'K', 'E', 'E', 'L', 'C', 'K', 'P', 'T'};
    private static final int DIGEST_BYTES = 32;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int HEADER_BYTES = MAGIC.length + Integer.BYTES + Long.BYTES + DIGEST_BYTES;

    private CheckpointFile() {}

    /**
     * Replaces the file in one move.
     *
     * @throws CheckpointException if it cannot be written; the file that was there stays
     */
    public static void write(Path file, StateWriter state) {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                channel.position(HEADER_BYTES);
                MessageDigest digest = sha256();
                DataOutputStream out = new DataOutputStream(
                        new BufferedOutputStream(new DigestOutputStream(Channels.newOutputStream(channel), digest)));
                writeContent(state.entries(), out);
                out.flush();
                ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES)
                        .put(MAGIC)
                        .putInt(FORMAT_VERSION)
                        .putLong(channel.size() - HEADER_BYTES)
                        .put(digest.digest())
                        .flip();
                channel.position(0);
                while (header.hasRemaining()) {
                    channel.write(header);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CheckpointException(
                    "Cannot write checkpoint %s: %s. Check free space and permissions.".formatted(file, e), e);
        }
    }

    private static void writeContent(Map<String, Object> entries, DataOutputStream out) throws IOException {
        out.writeInt(entries.size());
        for (Map.Entry<String, Object> entry : entries.entrySet()) {
            out.writeUTF(entry.getKey());
            ArrayType type = ArrayType.of(entry.getValue());
            byte[] values = type.encode(entry.getValue());
            out.writeByte(type.code());
            out.writeInt(values.length / type.bytes());
            out.write(values);
        }
    }

    /**
     * Reads a file.
     *
     * @throws CheckpointException if it is missing, cut short, changed, of another format version, or no checkpoint at all
     */
    public static StateReader read(Path file) {
        try {
            requireWhole(file);
            try (DataInputStream in = content(file)) {
                return new StateReader(entries(in));
            }
        } catch (IOException e) {
            throw new CheckpointException("Cannot read checkpoint %s: %s. Check the path.".formatted(file, e), e);
        }
    }

    /** Everything but what the content means. */
    private static void requireWhole(Path file) throws IOException {
        long size = Files.size(file);
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(HEADER_BYTES);
        }
        if (!Arrays.equals(MAGIC, 0, MAGIC.length, bytes, 0, Math.min(MAGIC.length, bytes.length))) {
            throw new CheckpointException(
                    "%s is not a checkpoint of Keel: it does not begin with KEELCKPT. Name the file checkpoint/state.keel of a run."
                            .formatted(file));
        }
        if (bytes.length < HEADER_BYTES) {
            throw cutShort(file, size, HEADER_BYTES);
        }
        ByteBuffer header = ByteBuffer.wrap(bytes, MAGIC.length, HEADER_BYTES - MAGIC.length);
        int version = header.getInt();
        if (version != FORMAT_VERSION) {
            throw new CheckpointException(
                    "%s has checkpoint format %d, but this Keel reads format %d. Resume with the Keel that wrote it; the run's meta.json names it."
                            .formatted(file, version, FORMAT_VERSION));
        }
        long expected = HEADER_BYTES + header.getLong();
        if (size != expected) {
            throw cutShort(file, size, expected);
        }
        byte[] digest = new byte[DIGEST_BYTES];
        header.get(digest);
        if (!Arrays.equals(digest, contentDigest(file))) {
            throw new CheckpointException(
                    "%s was changed or damaged after it was written: its checksum does not match. Restore the file, or delete it to train from the start."
                            .formatted(file));
        }
    }

    private static byte[] contentDigest(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = content(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return digest.digest();
    }

    private static DataInputStream content(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        in.skipNBytes(HEADER_BYTES);
        return new DataInputStream(new BufferedInputStream(in, BUFFER_BYTES));
    }

    private static Map<String, Object> entries(DataInputStream in) throws IOException {
        Map<String, Object> entries = new LinkedHashMap<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            String name = in.readUTF();
            ArrayType type = ArrayType.of(in.readByte());
            byte[] values = in.readNBytes(Math.multiplyExact(in.readInt(), type.bytes()));
            entries.put(name, type.decode(values));
        }
        return entries;
    }

    private static CheckpointException cutShort(Path file, long found, long expected) {
        return new CheckpointException(
                "%s is cut short or has something appended: %d bytes, but it should have %d. Restore the file, or delete it to train from the start."
                        .formatted(file, found, expected));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
