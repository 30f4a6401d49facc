package keel.env.remote;

import keel.env.EnvContract;
import keel.env.EnvProvider;
import keel.env.NativeEnvironments;
import keel.env.server.EnvServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** The contract through our own server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaServerTest extends EnvContract {
    private final EnvServer server = EnvServer.start("127.0.0.1:0", new NativeEnvironments());
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
}
