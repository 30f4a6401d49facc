package keel.env.server;

import keel.env.EnvProvider;
import keel.env.NativeEnvironments;
import keel.env.TracesContract;
import keel.env.remote.RemoteEnvironments;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The Java client against the Java server. */
class ServedTracesTest extends TracesContract {
    private static EnvServer server;
    private static RemoteEnvironments remote;

    @BeforeAll
    static void start() {
        server = EnvServer.start("127.0.0.1:0", new NativeEnvironments());
        remote = RemoteEnvironments.connect(server.address());
    }

    @AfterAll
    static void stop() {
        remote.close();
        server.close();
    }

    @Override
    protected EnvProvider provider() {
        return remote;
    }
}
