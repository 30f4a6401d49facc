package keel.env.wire;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import keel.env.AutoresetMode;
import keel.env.EnvException;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.Space;
import keel.env.v1.EnvironmentsGrpc;
import keel.env.v1.EnvironmentsGrpc.EnvironmentsBlockingStub;
import keel.env.v1.Error;
import keel.env.v1.HandshakeReply;
import keel.env.v1.HandshakeRequest;
import keel.env.v1.ListEnvironmentsReply;
import keel.env.v1.ListEnvironmentsRequest;
import keel.env.v1.OpenSessionReply;
import keel.env.v1.OpenSessionRequest;

/** The client's half of the protocol, over one connection without encryption. Safe for use by several threads. */
public final class EnvironmentClient implements AutoCloseable {
    private static final Duration GREETING_LIMIT = Duration.ofSeconds(5);
    private static final Duration OPENING_LIMIT = Duration.ofSeconds(60);

    private final HostPort address;
    private final ManagedChannel channel;
    private final EnvironmentsBlockingStub calls;
    private final ServerInfo server;

    private EnvironmentClient(HostPort address, ManagedChannel channel) {
        this.address = address;
        this.channel = channel;
        this.calls = EnvironmentsGrpc.newBlockingStub(channel);
        this.server = greet();
    }

    /**
     * Connects and greets; gives up after 5 seconds.
     *
     * @throws EnvException if nobody listens there, what answers is not a Keel server, or it speaks a protocol of another
     *     major version
     */
    public static EnvironmentClient connect(HostPort address) {
        // Replies are handed over on the network's thread: the waiting caller is woken without a stop in a pool.
        ManagedChannel channel = NettyChannelBuilder.forAddress(address.host(), address.port())
                .usePlaintext()
                .maxInboundMessageSize(Protocol.MAX_MESSAGE_BYTES)
                .directExecutor()
                .build();
        try {
            return new EnvironmentClient(address, channel);
        } catch (RuntimeException e) {
            channel.shutdownNow();
            throw e;
        }
    }

    public ServerInfo server() {
        return server;
    }

    /** Ids that {@link #open} knows. */
    public List<String> list() {
        ListEnvironmentsReply reply =
                call(OPENING_LIMIT, stub -> stub.listEnvironments(ListEnvironmentsRequest.getDefaultInstance()));
        refuse(reply.hasError(), reply.getError());
        return List.copyOf(reply.getIdsList());
    }

    /**
     * Opens a session and attaches to it.
     *
     * @param stepLimit longest wait for the answer to one reset or step
     */
    public SessionStream open(
            String id, Map<String, Object> arguments, int lanes, AutoresetMode autoreset, Duration stepLimit) {
        OpenSessionRequest request = OpenSessionRequest.newBuilder()
                .setProtocol(Protocol.VERSION)
                .setEnvironmentId(id)
                .putAllArguments(OpenCodec.encode(arguments))
                .setLanes(lanes)
                .setAutoreset(OpenCodec.encode(autoreset))
                .build();
        OpenSessionReply reply = call(OPENING_LIMIT, stub -> stub.openSession(request));
        refuse(reply.hasError(), reply.getError());
        Space observations = SpaceCodec.decode(reply.getObservationSpace(), "observation_space");
        Space actions = SpaceCodec.decode(reply.getActionSpace(), "action_space");
        return new SessionStream(
                address,
                EnvironmentsGrpc.newStub(channel),
                reply.getSessionId(),
                lanes,
                observations,
                actions,
                stepLimit);
    }

    /** Drops the connection, and with it every session. */
    @Override
    public void close() {
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
            reply = calls.withDeadlineAfter(GREETING_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .handshake(request);
        } catch (StatusRuntimeException e) {
            throw new EnvException(greetingFailure(e.getStatus()), e);
        }
        if (!reply.hasProtocol()) {
            throw new EnvException("What answers at " + address + " names no protocol version, so it is not a Keel"
                    + " environment server. Check the address.");
        }
        if (!Protocol.sameMajor(reply.getProtocol())) {
            throw RefusedException.of(
                    Reason.UNSUPPORTED_VERSION,
                    "protocol",
                    "The server " + reply.getImplementation() + " " + reply.getImplementationVersion() + " at "
                            + address
                            + " speaks environment protocol " + Protocol.describe(reply.getProtocol())
                            + ", but this Keel (" + Protocol.IMPLEMENTATION + " " + Protocol.IMPLEMENTATION_VERSION
                            + ") speaks " + Protocol.describe(Protocol.VERSION)
                            + ". Install versions of both that speak the same major version.");
        }
        refuse(reply.hasError(), reply.getError());
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
                            limits.getLeaseSeconds()));
        } catch (IllegalArgumentException e) {
            throw new EnvException(
                    "The server at " + address + " greets with limits that cannot be: " + e.getMessage(), e);
        }
    }

    private String greetingFailure(Status status) {
        String cause = reason(status);
        return switch (status.getCode()) {
            case UNIMPLEMENTED ->
                "What answers at " + address + " is not a Keel environment server (" + cause
                        + "). Check the address; start one with: python -m keel_gym serve --bind " + address;
            case DEADLINE_EXCEEDED ->
                "What listens at " + address + " did not answer within "
                        + GREETING_LIMIT.toSeconds()
                        + " seconds, so it is not a Keel environment server, or it hangs. Check the address, or restart it.";
            case UNAVAILABLE ->
                "No environment server can be reached at " + address + " (" + cause
                        + "). Start one with: python -m keel_gym serve --bind " + address + ", or check the address.";
            default ->
                "What answers at " + address + " does not talk like a Keel environment server (" + status.getCode()
                        + ": " + cause + "). Check the address.";
        };
    }

    private <T> T call(Duration limit, Function<EnvironmentsBlockingStub, T> call) {
        try {
            return call.apply(calls.withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (StatusRuntimeException e) {
            throw lost(address, e.getStatus());
        }
    }

    private static void refuse(boolean refused, Error error) {
        if (refused) {
            throw ErrorCodec.decode(error);
        }
    }

    /** What a failed call says to a person. */
    static EnvException lost(HostPort address, Status status) {
        String cause = reason(status);
        String message = switch (status.getCode()) {
            case DEADLINE_EXCEEDED ->
                "The environment server at " + address + " did not answer in time. See whether it hangs.";
            case RESOURCE_EXHAUSTED ->
                "A message to or from the environment server at " + address + " is too large (" + cause
                        + "). Use fewer lanes or smaller observations.";
            default ->
                "The connection to the environment server at " + address + " was lost ("
                        + status.getCode() + ": " + cause
                        + "). Episodes cannot go on where they were: see the server's log, restart it, and run again.";
        };
        return new EnvException(message, status.asException());
    }

    /** The innermost description that says something. */
    private static String reason(Status status) {
        Throwable cause = status.getCause();
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String said = cause != null && cause.getMessage() != null ? cause.getMessage() : status.getDescription();
        return said != null ? said : status.getCode().toString();
    }
}
