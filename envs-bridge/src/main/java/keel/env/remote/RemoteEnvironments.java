package keel.env.remote;

import java.time.Duration;
import java.util.List;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.EnvRequest;
import keel.env.EnvSpec;
import keel.env.RefusedException;
import keel.env.VectorEnv;
import keel.env.wire.ConnectionOptions;
import keel.env.wire.EnvironmentClient;
import keel.env.wire.ServerInfo;

/**
 * Environments behind one server. Keeps one connection; each opened environment has a session and a stream of its own in
 * it.
 *
 * <p><b>A lost connection</b> is made again, with growing pauses, until {@link ConnectionOptions#reconnectLimit}; the
 * environments go on where they were, and nothing is stepped twice.
 *
 * <p><b>A server that was restarted</b>, or let the session's lease run out, no longer has the episodes. They are never
 * replaced silently. The environment is opened anew, and all lanes are reset; a lane whose last given seed was s gets the
 * seed {@code SeedSequence(s, spawn_key=(r,))} at the r-th restart, its first 63 bits, others a fresh one. The step in
 * flight then shows every lane truncated, not terminated, with reward 0 and two infos: {@code server_restarted} (true) and
 * {@code seed} (the new one, in lanes that have one). Its observations are those that the caller saw last; in mode SAME_STEP
 * they are the final ones, and the observations are the new episodes' first; in mode NEXT_STEP the next step is the filler
 * that shows those; in mode DISABLED a lane has to be reset before it is stepped. A reset of every lane in flight is
 * done again, lanes that it gives no seed going on from the new ones; one of some lanes fails with {@link
 * keel.env.wire.SessionLostException}, and the next step shows the cut. Groups
 * that are stepped one by one fail instead, with an exception that says so.
 */
public final class RemoteEnvironments implements EnvProvider {
    private final ConnectionOptions options;
    private final EnvironmentClient client;

    private RemoteEnvironments(ConnectionOptions options) {
        this.options = options;
        client = EnvironmentClient.connect(options);
    }

    /**
     * Connects to a server and greets it; gives up after 5 seconds.
     *
     * @throws RefusedException if it speaks a protocol of another major version; the message names both
     * @throws EnvException if nobody listens there, what answers is not a Keel server, or it does not let this client in
     */
    public static RemoteEnvironments connect(ConnectionOptions options) {
        return new RemoteEnvironments(options);
    }

    /**
     * As {@link #connect(ConnectionOptions)} with defaults.
     *
     * @param address {@code HOST:PORT} or {@code unix:/PATH}, with {@code tls:} before it for an encrypted connection
     */
    public static RemoteEnvironments connect(String address) {
        return connect(ConnectionOptions.to(address));
    }

    /** As {@link #connect(String)}, waiting this long for the answer to one reset or step. */
    public static RemoteEnvironments connect(String address, Duration stepLimit) {
        return connect(ConnectionOptions.to(address).withStepLimit(stepLimit));
    }

    /** What the server said of itself. */
    public ServerInfo server() {
        return client.server();
    }

    @Override
    public List<EnvSpec> specs() {
        return client.list();
    }

    @Override
    public String description() {
        ServerInfo server = client.server();
        String backend = server.backend().isEmpty() ? "" : ", " + server.backend();
        return options.address() + " (" + server.implementation() + " " + server.version() + backend + ")";
    }

    @Override
    public VectorEnv open(EnvRequest request) {
        return new RemoteVectorEnv(client, request);
    }

    /** Drops the connection. Environments that were not closed before end at the server with their leases. */
    @Override
    public void close() {
        client.close();
    }
}
