package keel.experiments.run;

import com.google.protobuf.CodedOutputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A TensorBoard event file of scalars. A record is {@code u64 length | u32 masked CRC-32C of the length | data | u32 masked
 * CRC-32C of the data}, little-endian; the data is an {@code Event} protocol buffer, of which these few fields are written:
 * Event 1 wall_time, 2 step, 3 file_version, 5 summary; Summary 1 value; Value 1 tag, 2 simple_value.
 */
final class TensorBoardLog implements Closeable, Flushable {
    private static final int LENGTH_BYTES = 8;
    private final OutputStream out;

    private TensorBoardLog(OutputStream out) {
        this.out = new BufferedOutputStream(out);
    }

    /** Goes on where a file ends. */
    static TensorBoardLog append(Path file) throws IOException {
        return new TensorBoardLog(Files.newOutputStream(file, StandardOpenOption.APPEND));
    }

    /** A new file. */
    TensorBoardLog(Path file, double wallTime) throws IOException {
        this(Files.newOutputStream(file));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream event = CodedOutputStream.newInstance(bytes);
        event.writeDouble(1, wallTime);
        event.writeString(3, "brain.Event:2");
        event.flush();
        writeRecord(bytes.toByteArray());
    }

    /** Adds one event with all these scalars; wall time in seconds since 1970. */
    void write(double wallTime, long step, Map<String, Double> scalars) throws IOException {
        ByteArrayOutputStream summaryBytes = new ByteArrayOutputStream();
        CodedOutputStream summary = CodedOutputStream.newInstance(summaryBytes);
        for (Map.Entry<String, Double> scalar : scalars.entrySet()) {
            byte[] tag = scalar.getKey().getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream valueBytes = new ByteArrayOutputStream();
            CodedOutputStream value = CodedOutputStream.newInstance(valueBytes);
            value.writeByteArray(1, tag);
            value.writeFloat(2, scalar.getValue().floatValue());
            value.flush();
            summary.writeByteArray(1, valueBytes.toByteArray());
        }
        summary.flush();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream event = CodedOutputStream.newInstance(bytes);
        event.writeDouble(1, wallTime);
        event.writeInt64(2, step);
        event.writeByteArray(5, summaryBytes.toByteArray());
        event.flush();
        writeRecord(bytes.toByteArray());
    }

    private void writeRecord(byte[] data) throws IOException {
        byte[] length = ByteBuffer.allocate(LENGTH_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(data.length)
                .array();
        out.write(length);
        out.write(littleEndian(maskedCrc(length)));
        out.write(data);
        out.write(littleEndian(maskedCrc(data)));
    }

    private static byte[] littleEndian(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    /** CRC-32C, rotated right by 15 and shifted by a constant, as TensorFlow's record files have it. */
    static int maskedCrc(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        int value = (int) crc.getValue();
        return Integer.rotateRight(value, 15) + 0xa282ead8;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
