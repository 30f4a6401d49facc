package keel.env.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import keel.env.EnvContract;
import keel.env.EnvProvider;
import keel.env.remote.RemoteEnvironments;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The contract with Gymnasium itself on the other side. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PythonServerTest extends EnvContract {
    private final PythonServer server = PythonServer.start();
    private final EnvProvider provider = RemoteEnvironments.connect(server.address());

    @AfterAll
    void stop() {
        provider.close();
        server.close();
    }

    @Override
    protected EnvProvider provider() {
        return provider;
    }

    @Test
    void servesWhateverGymnasiumHasRegistered() {
        assertTrue(provider.ids().contains("Acrobot-v1"));
        assertTrue(provider.description().contains("gymnasium 1.3"), provider.description());
    }

    @Test
    void itsOwnTestsPass() throws IOException, InterruptedException {
        Process pytest = new ProcessBuilder(
                        PythonServer.python().toString(), "-m", "pytest", "-q", "-p", "no:cacheprovider")
                .directory(PythonServer.packageFolder().toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(pytest.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, pytest.waitFor(), output);
    }
}
