package keel.env.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import keel.env.NativeEnvironments;
import keel.env.server.EnvServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client in one page of docs/protocol.md, as it stands there, against both servers. */
class ProtocolPageTest {
    private static final String BEGIN = "```python\n";
    private static final long SECONDS = 60;

    @TempDir
    private Path folder;

    @Test
    void theClientInOnePageWorks() throws IOException, InterruptedException {
        Path python = PythonServer.python();
        try (EnvServer server = EnvServer.start("127.0.0.1:0", new NativeEnvironments())) {
            check(run(python, server.address()));
        }
        try (PythonServer server = PythonServer.start()) {
            check(run(python, server.address()));
        }
    }

    private static void check(String output) {
        String[] lines = output.split("\n", -1);
        assertTrue(lines[0].startsWith("[2, 4] (0.013696168549358845, -0.023021329194307327, "), output);
        assertEquals("(1.0, 1.0) [0, 0] [0, 0]", lines[1]);
    }

    private String run(Path python, String address) throws IOException, InterruptedException {
        String page = Files.readString(
                PythonInstallation.module().resolveSibling("docs").resolve("protocol.md"));
        String code = page.substring(page.indexOf(BEGIN) + BEGIN.length());
        code = code.substring(0, code.indexOf("```")).replace("127.0.0.1:50051", address);
        // What protoc would have written is in the package already.
        Path messages = Files.createDirectories(folder.resolve("keel/env/v1")).resolve("environment_pb2.py");
        Files.writeString(messages, "from keel_gym._generated.environment_pb2 import *\n");
        Path script = Files.writeString(folder.resolve("client.py"), code);
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(python.toString(), script.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        String said = Files.readString(output);
        assertEquals(0, process.exitValue(), said);
        return said;
    }
}
