package keel.env.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import java.io.IOException;
import java.util.HexFormat;
import keel.env.python.PythonServer;
import keel.env.v1.EnvironmentProto;
import org.junit.jupiter.api.Test;

class PythonMessagesTest {
    /** The messages committed in the Python package describe the same protocol as those generated for Java just now. */
    @Test
    void pythonsMessagesAreUpToDate() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        PythonServer.python().toString(),
                        "-c",
                        "from keel_gym._generated import environment_pb2 as p; print(p.DESCRIPTOR.serialized_pb.hex())")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String hex = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        FileDescriptorProto python =
                FileDescriptorProto.parseFrom(HexFormat.of().parseHex(hex.strip()));
        assertEquals(
                EnvironmentProto.getDescriptor().toProto(), python, "run envs-bridge/python/regenerate.sh and commit");
    }
}
