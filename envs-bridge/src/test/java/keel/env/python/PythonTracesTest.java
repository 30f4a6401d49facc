package keel.env.python;

import keel.env.EnvProvider;
import keel.env.TracesContract;
import keel.env.remote.RemoteEnvironments;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The Java client against real Gymnasium in Python: what was recorded there comes through unchanged. */
class PythonTracesTest extends TracesContract {
    private static PythonServer server;
    private static RemoteEnvironments remote;

    @BeforeAll
    static void start() {
        server = PythonServer.start();
        remote = RemoteEnvironments.connect(server.address());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            remote.close();
            server.close();
        }
    }

    @Override
    protected EnvProvider provider() {
        return remote;
    }
}
