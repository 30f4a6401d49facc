package keel.training.checkpoint;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
            byte[] content = content(state.entries());
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES)
                        .put(MAGIC)
                        .putInt(FORMAT_VERSION)
                        .putLong(content.length)
                        .put(sha256(content, 0))
                        .flip();
                writeAll(channel, header);
                writeAll(channel, ByteBuffer.wrap(content));
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CheckpointException(
                    "Cannot write checkpoint %s: %s. Check free space and permissions.".formatted(file, e), e);
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static byte[] content(Map<String, Object> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(bytes));
        out.writeInt(entries.size());
        for (Map.Entry<String, Object> entry : entries.entrySet()) {
            out.writeUTF(entry.getKey());
            ArrayType type = ArrayType.of(entry.getValue());
            byte[] values = type.encode(entry.getValue());
            out.writeByte(type.code());
            out.writeInt(values.length / type.bytes());
            out.write(values);
        }
        out.flush();
        return bytes.toByteArray();
    }

    /**
     * Reads a file.
     *
     * @throws CheckpointException if it is missing, cut short, changed, of another format version, or no checkpoint at all
     */
    public static StateReader read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CheckpointException("Cannot read checkpoint %s: %s. Check the path.".formatted(file, e), e);
        }
        if (!Arrays.equals(MAGIC, 0, MAGIC.length, bytes, 0, Math.min(MAGIC.length, bytes.length))) {
            throw new CheckpointException(
                    "%s is not a checkpoint of Keel: it does not begin with KEELCKPT. Name the file checkpoint/state.keel of a run."
                            .formatted(file));
        }
        if (bytes.length < HEADER_BYTES) {
            throw cutShort(file, bytes.length, HEADER_BYTES);
        }
        ByteBuffer header = ByteBuffer.wrap(bytes, MAGIC.length, HEADER_BYTES - MAGIC.length);
        int version = header.getInt();
        if (version != FORMAT_VERSION) {
            throw new CheckpointException(
                    "%s has checkpoint format %d, but this Keel reads format %d. Resume with the Keel that wrote it; the run's meta.json names it."
                            .formatted(file, version, FORMAT_VERSION));
        }
        long expected = HEADER_BYTES + header.getLong();
        if (bytes.length != expected) {
            throw cutShort(file, bytes.length, expected);
        }
        byte[] digest = new byte[DIGEST_BYTES];
        header.get(digest);
        if (!Arrays.equals(digest, sha256(bytes, HEADER_BYTES))) {
            throw new CheckpointException(
                    "%s was changed or damaged after it was written: its checksum does not match. Restore the file, or delete it to train from the start."
                            .formatted(file));
        }
        try {
            return new StateReader(entries(bytes));
        } catch (IOException e) {
            throw new CheckpointException("%s has a right checksum but no readable content".formatted(file), e);
        }
    }

    private static Map<String, Object> entries(byte[] bytes) throws IOException {
        DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES));
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

    private static byte[] sha256(byte[] bytes, int from) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, from, bytes.length - from);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
