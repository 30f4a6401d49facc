package keel.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardLogTest {
    @Test
    void theMaskedChecksumOfTheStandardString() {
        assertEquals(0xc78ab0e5, TensorBoardLog.maskedCrc("123456789".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void recordsAreFramedAndHoldTheScalars(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("events");
        try (TensorBoardLog log = new TensorBoardLog(file, 12.5)) {
            log.write(13.5, 77, Map.of("rate/q", 0.25));
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        CodedInputStream first = CodedInputStream.newInstance(record(bytes));
        assertEquals((1 << 3) | 1, first.readTag());
        assertEquals(12.5, first.readDouble());
        assertEquals((3 << 3) | 2, first.readTag());
        assertEquals("brain.Event:2", first.readString());

        CodedInputStream event = CodedInputStream.newInstance(record(bytes));
        event.readTag();
        assertEquals(13.5, event.readDouble());
        assertEquals(2 << 3, event.readTag());
        assertEquals(77, event.readInt64());
        assertEquals((5 << 3) | 2, event.readTag());
        CodedInputStream summary = CodedInputStream.newInstance(event.readByteArray());
        assertEquals((1 << 3) | 2, summary.readTag());
        CodedInputStream value = CodedInputStream.newInstance(summary.readByteArray());
        assertEquals((1 << 3) | 2, value.readTag());
        assertEquals("rate/q", value.readString());
        assertEquals((2 << 3) | 5, value.readTag());
        assertEquals(0.25f, value.readFloat());
        assertFalse(bytes.hasRemaining());
    }

    private static byte[] record(ByteBuffer bytes) {
        byte[] length = new byte[8];
        bytes.get(length);
        assertEquals(TensorBoardLog.maskedCrc(length), bytes.getInt());
        byte[] data = new byte
                [(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
        bytes.get(data);
        assertEquals(TensorBoardLog.maskedCrc(data), bytes.getInt());
        return data;
    }
}
