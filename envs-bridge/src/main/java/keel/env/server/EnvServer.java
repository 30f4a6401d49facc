package keel.env.server;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.wire.EnvironmentService;
import keel.env.wire.HostPort;
import keel.env.wire.ServerLimits;

/**
 * Serves a provider's environments over gRPC, without encryption and therefore on loopback addresses only. A client's
 * session ends with its stream, so a client that vanishes leaves nothing behind.
 */
public final class EnvServer implements AutoCloseable {
    private static final long GRACE_SECONDS = 2;

    private final Server server;
    private final EnvironmentService service;
    private final HostPort address;

    private EnvServer(Server server, EnvironmentService service, HostPort address) {
        this.server = server;
        this.service = service;
        this.address = address;
    }

    /**
     * Starts a server; it runs until closed.
     *
     * @param bind {@code HOST:PORT} of a loopback address; port 0 has one picked, see {@link #port()}
     * @param provider of the environments; stays open when the server closes
     * @throws EnvException if the address is malformed or not loopback, or the port is in use
     */
    public static EnvServer start(String bind, EnvProvider provider) {
        return start(bind, provider, ServerLimits.DEFAULT);
    }

    /** As {@link #start(String, EnvProvider)} with other limits. */
    public static EnvServer start(String bind, EnvProvider provider, ServerLimits limits) {
        HostPort asked = HostPort.parse(bind);
        InetAddress host = loopback(asked);
        EnvironmentService service = new EnvironmentService(provider, limits);
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(host, asked.port()))
                .maxInboundMessageSize(limits.maxMessageBytes())
                .addService(service)
                .build();
        try {
            server.start();
        } catch (IOException e) {
            throw cannotListen(asked, e);
        }
        return new EnvServer(server, service, new HostPort(asked.host(), server.getPort()));
    }

    /** The port it listens on. */
    public int port() {
        return address.port();
    }

    /** {@code HOST:PORT} it listens on. */
    public String address() {
        return address.toString();
    }

    /** Sessions open now. */
    public int openSessions() {
        return service.openSessions();
    }

    /** Waits until it is closed by another thread. */
    public void awaitTermination() throws InterruptedException {
        server.awaitTermination();
    }

    /** Stops listening and ends every session. */
    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        service.close();
    }

    private static InetAddress loopback(HostPort asked) {
        InetAddress host;
        try {
            host = InetAddress.getByName(asked.host());
        } catch (UnknownHostException e) {
            throw new EnvException(
                    "Host '" + asked.host() + "' is not known here. Bind to 127.0.0.1:" + asked.port() + ".", e);
        }
        if (!host.isLoopbackAddress()) {
            throw new EnvException("Refusing to serve on " + asked + ": the connection is neither encrypted nor"
                    + " authenticated, and whoever can reach it can run environments here. Bind to 127.0.0.1:"
                    + asked.port() + " and, from another machine, tunnel to it (ssh -L).");
        }
        return host;
    }

    private static EnvException cannotListen(HostPort asked, IOException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof BindException || String.valueOf(cause.getMessage()).contains("in use")) {
            return new EnvException(
                    "Port " + asked.port() + " of " + asked.host()
                            + " is in use by another program. Choose another, like "
                            + new HostPort(asked.host(), asked.port() % 65535 + 1)
                            + ", or port 0 to have a free one picked.",
                    e);
        }
        return new EnvException("Cannot listen on " + asked + ": " + cause.getMessage() + ".", e);
    }
}
