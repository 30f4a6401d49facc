package keel.env.wire;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import keel.env.EnvException;
import keel.env.EnvRequest;
import keel.env.EnvSpec;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.Space;
import keel.env.v1.Close;
import keel.env.v1.DriveRequest;
import keel.env.v1.EnvironmentSpec;
import keel.env.v1.EnvironmentsGrpc;
import keel.env.v1.EnvironmentsGrpc.EnvironmentsBlockingStub;
import keel.env.v1.Error;
import keel.env.v1.HandshakeReply;
import keel.env.v1.HandshakeRequest;
import keel.env.v1.ListEnvironmentsReply;
import keel.env.v1.ListEnvironmentsRequest;
import keel.env.v1.OpenSessionReply;
import keel.env.v1.OpenSessionRequest;
import keel.env.v1.RenewLeasesRequest;

/**
 * The client's half of the protocol, over one connection, which is made again when it breaks. Renews the leases of its
 * sessions from a thread of its own. Safe for use by several threads.
 */
public final class EnvironmentClient implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EnvironmentClient.class.getName());
    private static final Duration GREETING_LIMIT = Duration.ofSeconds(5);
    private static final Duration OPENING_LIMIT = Duration.ofSeconds(60);
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 2000;
    private static final int MOST_DOUBLINGS = 10;
    private static final int RENEWALS_PER_LEASE = 3;

    private final ConnectionOptions options;
    private final ManagedChannel channel;
    private final EnvironmentsBlockingStub calls;
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService renewals;
    private volatile ServerInfo server;
    private volatile long renewMillis = Long.MAX_VALUE;

    private EnvironmentClient(ConnectionOptions options, ManagedChannel channel) {
        this.options = options;
        this.channel = channel;
        calls = EnvironmentsGrpc.newBlockingStub(channel);
        server = greet();
        renewals = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "keel-lease-renewal");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Connects and greets; gives up after 5 seconds.
     *
     * @throws EnvException if nobody listens there, what answers is not a Keel server, does not let this client in, or speaks
     *     a protocol of another major version
     */
    public static EnvironmentClient connect(ConnectionOptions options) {
        ManagedChannel channel = ChannelFactory.open(options);
        try {
            return new EnvironmentClient(options, channel);
        } catch (RuntimeException e) {
            channel.shutdownNow();
            throw e;
        }
    }

    /** The server of the present connection. */
    public ServerInfo server() {
        return server;
    }

    Address address() {
        return options.address();
    }

    Duration reconnectLimit() {
        return options.reconnectLimit();
    }

    Duration stepLimit() {
        return options.stepLimit();
    }

    EnvironmentsGrpc.EnvironmentsStub streams() {
        return EnvironmentsGrpc.newStub(channel);
    }

    /** What {@link #open} knows. */
    public List<EnvSpec> list() {
        ListEnvironmentsReply reply =
                call(OPENING_LIMIT, stub -> stub.listEnvironments(ListEnvironmentsRequest.getDefaultInstance()));
        refuse(reply.hasError(), reply.getError());
        if (reply.getSpecsCount() == 0) {
            return reply.getIdsList().stream().map(EnvSpec::of).toList();
        }
        List<EnvSpec> specs = new ArrayList<>();
        for (EnvironmentSpec spec : reply.getSpecsList()) {
            specs.add(SpecCodec.decode(spec));
        }
        return specs;
    }

    /**
     * Opens a session and attaches to it. If the connection is lost meanwhile, tries again until the reconnect limit; a
     * session that the server opened for a lost request ends with its lease.
     */
    public SessionStream open(EnvRequest asked) {
        OpenSessionRequest request = OpenSessionRequest.newBuilder()
                .setProtocol(Protocol.VERSION)
                .setEnvironmentId(asked.id())
                .putAllArguments(OpenCodec.encode(asked.arguments()))
                .setLanes(asked.lanes())
                .setAutoreset(OpenCodec.encode(asked.autoreset()))
                .setGroups(asked.groups())
                .setRender(asked.render())
                .build();
        OpenSessionReply reply = opened(request);
        refuse(reply.hasError(), reply.getError());
        try {
            SessionStream stream = new SessionStream(
                    this,
                    reply.getSessionId(),
                    asked,
                    space(reply.getObservationSpace(), asked.lanes(), "observation_space"),
                    space(reply.getActionSpace(), asked.lanes(), "action_space"),
                    reply.hasSpec() ? SpecCodec.decode(reply.getSpec()) : EnvSpec.of(asked.id()));
            long lease = Integer.toUnsignedLong(reply.getLeaseSeconds());
            if (lease > 0) {
                keepAlive(reply.getSessionId(), Duration.ofSeconds(lease));
            }
            return stream;
        } catch (RuntimeException e) {
            closeUnused(reply.getSessionId());
            throw e;
        }
    }

    private static Space space(keel.env.v1.Space message, int lanes, String field) {
        return SpaceBytes.checked(SpaceCodec.decode(message, field), lanes, field);
    }

    /** Closes a session that cannot be used; if that fails, its lease ends it. */
    private void closeUnused(String session) {
        try {
            var unused = limited(GREETING_LIMIT)
                    .driveOnce(DriveRequest.newBuilder()
                            .setSequence(1)
                            .setSessionId(session)
                            .setClose(Close.getDefaultInstance())
                            .build());
        } catch (StatusRuntimeException lost) {
            return;
        }
    }

    private OpenSessionReply opened(OpenSessionRequest request) {
        long start = System.nanoTime();
        for (int losses = 0; ; losses++) {
            Status lost;
            try {
                return limited(OPENING_LIMIT).openSession(request);
            } catch (StatusRuntimeException e) {
                lost = e.getStatus();
            }
            boolean late = Duration.ofNanos(System.nanoTime() - start).compareTo(options.reconnectLimit()) > 0;
            if (!Failures.passing(lost) || (losses > 0 && late)) {
                throw Failures.lost(options.address(), lost);
            }
            reconnect(lost, losses);
        }
    }

    /**
     * Waits, with growing pauses, until the server answers again.
     *
     * @param lost how the connection broke
     * @param before how often it broke before without an answer in between; the first pause grows with it
     * @throws EnvException if it does not within the reconnect limit
     */
    void reconnect(Status lost, int before) {
        if (before == 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Lost the environment server at " + options.address() + "; trying again for "
                            + options.reconnectLimit().toSeconds() + " seconds.");
        }
        long start = System.nanoTime();
        long pause = Math.min(FIRST_PAUSE_MILLIS << Math.min(before, MOST_DOUBLINGS), LONGEST_PAUSE_MILLIS);
        while (true) {
            long left = options.reconnectLimit()
                    .minusNanos(System.nanoTime() - start)
                    .toMillis();
            if (left <= 0) {
                throw new EnvException(
                        Failures.lost(options.address(), lost).getMessage() + " (Tried again for "
                                + options.reconnectLimit().toSeconds() + " seconds.)",
                        lost.asException());
            }
            sleep(Math.min(left, pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1)));
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            // gRPC's own pauses grow to minutes.
            channel.resetConnectBackoff();
            try {
                server = greet();
                return;
            } catch (RefusedException e) {
                throw e;
            } catch (EnvException e) {
                boolean refused = Status.fromThrowable(e).getCode() == Status.Code.UNAUTHENTICATED;
                if (refused || channel.isShutdown()) {
                    throw e;
                }
            }
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvException("Interrupted while waiting for the environment server to come back.", e);
        }
    }

    private void keepAlive(String session, Duration lease) {
        sessions.add(session);
        long every = Math.max(1, lease.toMillis() / RENEWALS_PER_LEASE);
        synchronized (this) {
            if (every < renewMillis) {
                renewMillis = every;
                var unused = renewals.schedule(this::renewAndGoOn, every, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void renewAndGoOn() {
        RenewLeasesRequest request =
                RenewLeasesRequest.newBuilder().addAllSessionIds(sessions).build();
        if (request.getSessionIdsCount() > 0) {
            try {
                limited(GREETING_LIMIT)
                        .renewLeases(request)
                        .getUnknownSessionIdsList()
                        .forEach(sessions::remove);
            } catch (StatusRuntimeException lost) {
                // Whoever steps next finds out; the next renewal tries again.
                channel.resetConnectBackoff();
            }
        }
        if (!renewals.isShutdown()) {
            var unused = renewals.schedule(this::renewAndGoOn, renewMillis, TimeUnit.MILLISECONDS);
        }
    }

    void forget(String session) {
        sessions.remove(session);
    }

    /** Drops the connection. Sessions that were not closed end with their leases. */
    @Override
    public void close() {
        renewals.shutdownNow();
        channel.shutdownNow();
    }

    private ServerInfo greet() {
        HandshakeRequest request = HandshakeRequest.newBuilder()
                .setProtocol(Protocol.VERSION)
                .setImplementation(Protocol.IMPLEMENTATION)
                .setImplementationVersion(Protocol.IMPLEMENTATION_VERSION)
                .build();
        HandshakeReply reply;
        try {
            reply = limited(GREETING_LIMIT).handshake(request);
        } catch (StatusRuntimeException e) {
            throw Failures.greeting(options.address(), e.getStatus(), GREETING_LIMIT.toSeconds());
        }
        if (!reply.hasProtocol()) {
            throw new EnvException("What answers at " + options.address()
                    + " names no protocol version, so it is not a Keel environment server. Check the address.");
        }
        if (!Protocol.sameMajor(reply.getProtocol())) {
            throw RefusedException.of(
                    Reason.UNSUPPORTED_VERSION,
                    "protocol",
                    "The server " + reply.getImplementation() + " " + reply.getImplementationVersion() + " at "
                            + options.address()
                            + " speaks environment protocol " + Protocol.describe(reply.getProtocol())
                            + ", but this Keel (" + Protocol.IMPLEMENTATION + " " + Protocol.IMPLEMENTATION_VERSION
                            + ") speaks " + Protocol.describe(Protocol.VERSION)
                            + ". Install versions of both that speak the same major version.");
        }
        refuse(reply.hasError(), reply.getError());
        return info(reply);
    }

    private ServerInfo info(HandshakeReply reply) {
        keel.env.v1.Limits limits = reply.getLimits();
        try {
            return new ServerInfo(
                    Protocol.describe(reply.getProtocol()),
                    reply.getImplementation(),
                    reply.getImplementationVersion(),
                    reply.getBackend(),
                    new ServerLimits(
                            limits.getMaxMessageBytes(),
                            limits.getMaxLanes(),
                            limits.getMaxSessions(),
                            limits.getLeaseSeconds()),
                    Math.max(1, limits.getMaxInFlight()),
                    reply.getInstanceId());
        } catch (IllegalArgumentException e) {
            throw new EnvException(
                    "The server at " + options.address() + " greets with limits that cannot be: " + e.getMessage(), e);
        }
    }

    private EnvironmentsBlockingStub limited(Duration limit) {
        return calls.withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private <T> T call(Duration limit, Function<EnvironmentsBlockingStub, T> call) {
        try {
            return call.apply(limited(limit));
        } catch (StatusRuntimeException e) {
            throw Failures.lost(options.address(), e.getStatus());
        }
    }

    private static void refuse(boolean refused, Error error) {
        if (refused) {
            throw ErrorCodec.decode(error);
        }
    }
}
