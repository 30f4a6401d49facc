package keel.env.server;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.wire.EnvironmentService;
import keel.env.wire.ServerLimits;

/**
 * Serves a provider's environments over gRPC, on TCP or a unix socket. Without TLS and a way to know its clients only on
 * this machine. A session whose client vanished is closed when its lease is over.
 */
public final class EnvServer implements AutoCloseable {
    private static final long GRACE_SECONDS = 2;
    private static final long SWEEP_MILLIS = 1000;
    private static final long DEADLINE_MILLIS = 20;
    private static final long DRAIN_POLL_MILLIS = 20;

    private final ServerOptions options;
    private final Server server;
    private final EnvironmentService service;
    private final HealthStatusManager health;
    private final ScheduledExecutorService keeper;
    private final List<ScheduledFuture<?>> upkeep;
    private final String address;

    private EnvServer(
            ServerOptions options,
            Server server,
            EnvironmentService service,
            HealthStatusManager health,
            String address) {
        this.options = options;
        this.server = server;
        this.service = service;
        this.health = health;
        this.address = address;
        keeper = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "keel-upkeep");
            thread.setDaemon(true);
            return thread;
        });
        upkeep = List.of(
                keeper.scheduleWithFixedDelay(
                        service::checkDeadlines, DEADLINE_MILLIS, DEADLINE_MILLIS, TimeUnit.MILLISECONDS),
                keeper.scheduleWithFixedDelay(
                        service::closeExpired, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS));
    }

    /**
     * Starts a server; it runs until closed.
     *
     * @param bind {@code HOST:PORT} of a loopback address, port 0 has one picked (see {@link #port()}); or {@code
     *     unix:/PATH}
     * @param provider of the environments; stays open when the server closes
     * @throws EnvException if the address is malformed or not loopback, or in use
     */
    public static EnvServer start(String bind, EnvProvider provider) {
        return start(ServerOptions.on(bind), provider);
    }

    /** As {@link #start(String, EnvProvider)} with other limits. */
    public static EnvServer start(String bind, EnvProvider provider, ServerLimits limits) {
        return start(ServerOptions.on(bind).withLimits(limits), provider);
    }

    /**
     * Starts a server; it runs until closed.
     *
     * @throws EnvException if it cannot listen there, a certificate cannot be read, or it would be open to strangers
     */
    public static EnvServer start(ServerOptions options, EnvProvider provider) {
        return start(options, provider, System::nanoTime);
    }

    /** As {@link #start(ServerOptions, EnvProvider)}, measuring leases with this clock. */
    static EnvServer start(ServerOptions options, EnvProvider provider, LongSupplier nanoClock) {
        EnvProvider allowed = new AllowedEnvironments(provider, options.allowed(), options.allowedArguments());
        EnvironmentService service = new EnvironmentService(allowed, options.limits(), options.stepLimit(), nanoClock);
        HealthStatusManager health = new HealthStatusManager();
        health.setStatus(EnvironmentService.NAME, ServingStatus.SERVING);
        Listener listener = Listener.on(options);
        Server server = listener.build(service, health.getHealthService());
        try {
            server.start();
        } catch (IOException e) {
            listener.abandon();
            throw listener.cannotListen(e);
        }
        return new EnvServer(options, server, service, health, listener.address(server));
    }

    /** The port it listens on; −1 on a unix socket. */
    public int port() {
        return server.getPort();
    }

    /** {@code HOST:PORT} or {@code unix:/PATH} that it listens on. */
    public String address() {
        return address;
    }

    /** Sessions open now. */
    public int openSessions() {
        return service.openSessions();
    }

    /** Closes the sessions whose lease is over now, not within the next second. */
    public void closeExpired() {
        service.closeExpired();
    }

    /** Waits until it is closed by another thread. */
    public void awaitTermination() throws InterruptedException {
        server.awaitTermination();
    }

    /**
     * Stops in good order: opens no more sessions, lets those that are open go on until they are closed or the options'
     * drain time is over, then closes.
     */
    public void drain() {
        health.setStatus(EnvironmentService.NAME, ServingStatus.NOT_SERVING);
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);
        service.drain();
        long until = System.nanoTime() + options.drain().toNanos();
        try {
            while (service.openSessions() > 0 && System.nanoTime() < until && !server.isShutdown()) {
                Thread.sleep(DRAIN_POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    /** How long {@link #drain()} waits at most. */
    public Duration drainLimit() {
        return options.drain();
    }

    /** Stops listening and ends every session. */
    @Override
    public void close() {
        upkeep.forEach(task -> task.cancel(false));
        keeper.shutdown();
        server.shutdownNow();
        try {
            server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        service.close();
    }
}
