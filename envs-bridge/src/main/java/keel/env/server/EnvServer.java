package keel.env.server;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.wire.Address;
import keel.env.wire.EnvironmentService;
import keel.env.wire.HealthService;
import keel.env.wire.HostPort;
import keel.env.wire.ServerLimits;
import keel.env.wire.UnixSocket;

/**
 * Serves a provider's environments over gRPC, on a TCP port or a unix socket. A client that vanishes leaves its session
 * behind until the lease is over.
 */
public final class EnvServer implements AutoCloseable {
    private static final long GRACE_SECONDS = 2;
    private static final long POLL_MILLIS = 20;

    private final Server server;
    private final EnvironmentService service;
    private final HealthService health;
    private final Listener listener;
    private final Address address;
    private final EnvProvider allowed;

    private EnvServer(
            Server server,
            EnvironmentService service,
            HealthService health,
            Listener listener,
            Address address,
            EnvProvider allowed) {
        this.server = server;
        this.service = service;
        this.health = health;
        this.listener = listener;
        this.address = address;
        this.allowed = allowed;
    }

    /**
     * Starts a server on a loopback address or unix socket, without encryption; it runs until closed.
     *
     * @param bind {@code HOST:PORT} or {@code unix:/absolute/path}; port 0 has one picked, see {@link #port()}
     * @param provider of the environments; stays open when the server closes
     * @throws EnvException if the address is malformed, reachable from elsewhere, or in use
     */
    public static EnvServer start(String bind, EnvProvider provider) {
        return start(ServerOptions.at(bind), provider);
    }

    /** As {@link #start(String, EnvProvider)} with other limits. */
    public static EnvServer start(String bind, EnvProvider provider, ServerLimits limits) {
        return start(ServerOptions.at(bind).withLimits(limits), provider);
    }

    /** As {@link #start(String, EnvProvider)} with these options. */
    public static EnvServer start(ServerOptions options, EnvProvider provider) {
        return start(options, provider, System::nanoTime);
    }

    /** @param nanoClock that leases run by, as {@link System#nanoTime} */
    static EnvServer start(ServerOptions options, EnvProvider provider, LongSupplier nanoClock) {
        EnvProvider allowed = new AllowedEnvironments(provider, options.allowedIds(), options.allowedArguments());
        Listener listener = new Listener(options);
        NettyServerBuilder builder = listener.builder();
        options.token().ifPresent(token -> builder.intercept(new TokenCheck(token)));
        EnvironmentService service = new EnvironmentService(allowed, options.limits(), options.stepLimit(), nanoClock);
        HealthService health = new HealthService();
        Server server = builder.addService(service).addService(health).build();
        try {
            server.start();
            if (options.bind() instanceof UnixSocket unix) {
                new SocketFile(unix.path()).restrict();
            }
        } catch (IOException e) {
            server.shutdownNow();
            service.close();
            listener.close();
            throw cannotListen(options.bind(), e);
        }
        return new EnvServer(server, service, health, listener, bound(options.bind(), server), allowed);
    }

    private static Address bound(Address asked, Server server) {
        return asked instanceof HostPort tcp ? new HostPort(tcp.host(), server.getPort()) : asked;
    }

    /**
     * The TCP port it listens on.
     *
     * @throws EnvException if it listens on a unix socket
     */
    public int port() {
        if (address instanceof HostPort tcp) {
            return tcp.port();
        }
        throw new EnvException("The server listens on " + address + ", which has no port.");
    }

    /** Where it listens, for clients: {@code HOST:PORT} or {@code unix:/absolute/path}. */
    public String address() {
        return address.toString();
    }

    /** Ids of the environments that it serves. */
    public List<String> ids() {
        return allowed.ids();
    }

    /** Sessions open now. */
    public int openSessions() {
        return service.openSessions();
    }

    /** Waits until it is closed by another thread. */
    public void awaitTermination() throws InterruptedException {
        server.awaitTermination();
    }

    /**
     * Opens no more sessions, waits until those that are open are closed or the time is over, and closes the server.
     */
    public void drain(Duration longest) throws InterruptedException {
        health.stopServing();
        service.drain();
        long end = System.nanoTime() + longest.toNanos();
        while (service.openSessions() > 0 && System.nanoTime() < end && !server.isTerminated()) {
            Thread.sleep(POLL_MILLIS);
        }
        close();
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
        listener.close();
        if (address instanceof UnixSocket unix) {
            new SocketFile(unix.path()).remove();
        }
    }

    private static EnvException cannotListen(Address asked, IOException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        boolean taken = cause instanceof BindException
                || String.valueOf(cause.getMessage()).contains("in use");
        if (taken && asked instanceof HostPort tcp) {
            return new EnvException(
                    "Port " + tcp.port() + " of " + tcp.host() + " is in use by another program. Choose another, like "
                            + new HostPort(tcp.host(), tcp.port() % 65535 + 1)
                            + ", or port 0 to have a free one picked.",
                    e);
        }
        return new EnvException("Cannot listen on " + asked + ": " + cause.getMessage() + ".", e);
    }
}
