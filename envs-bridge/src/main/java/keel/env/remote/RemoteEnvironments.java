package keel.env.remote;

import java.time.Duration;
import java.util.List;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.EnvRequest;
import keel.env.EnvSpec;
import keel.env.RefusedException;
import keel.env.VectorEnv;
import keel.env.wire.EnvironmentClient;
import keel.env.wire.HostPort;
import keel.env.wire.ServerInfo;

/** Environments behind one server. Keeps one connection; each opened environment has a stream of its own in it. */
public final class RemoteEnvironments implements EnvProvider {
    /** Longest wait for the answer to one reset or step, unless told otherwise. */
    public static final Duration DEFAULT_STEP_LIMIT = Duration.ofSeconds(60);

    private final HostPort address;
    private final EnvironmentClient client;
    private final Duration stepLimit;

    private RemoteEnvironments(HostPort address, Duration stepLimit) {
        this.address = address;
        this.client = EnvironmentClient.connect(address);
        this.stepLimit = stepLimit;
    }

    /**
     * Connects to a server and greets it; gives up after 5 seconds.
     *
     * @param address {@code HOST:PORT}
     * @throws RefusedException if it speaks a protocol of another major version; the message names both
     * @throws EnvException if the address is malformed, nobody listens there, or what answers is not a Keel server
     */
    public static RemoteEnvironments connect(String address) {
        return connect(address, DEFAULT_STEP_LIMIT);
    }

    /** As {@link #connect(String)}, waiting this long for the answer to one reset or step. */
    public static RemoteEnvironments connect(String address, Duration stepLimit) {
        return new RemoteEnvironments(HostPort.parse(address), stepLimit);
    }

    /** What the server said of itself. */
    public ServerInfo server() {
        return client.server();
    }

    @Override
    public List<EnvSpec> specs() {
        return client.list().stream().map(EnvSpec::of).toList();
    }

    @Override
    public String description() {
        ServerInfo server = client.server();
        String backend = server.backend().isEmpty() ? "" : ", " + server.backend();
        return address + " (" + server.implementation() + " " + server.version() + backend + ")";
    }

    @Override
    public VectorEnv open(EnvRequest request) {
        return new RemoteVectorEnv(
                client.open(request.id(), request.arguments(), request.lanes(), request.autoreset(), stepLimit),
                request.autoreset());
    }

    /** Drops the connection; environments opened through it end. */
    @Override
    public void close() {
        client.close();
    }
}
