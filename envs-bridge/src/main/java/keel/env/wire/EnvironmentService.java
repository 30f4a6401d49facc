package keel.env.wire;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import keel.env.AutoresetMode;
import keel.env.EnvProvider;
import keel.env.EnvRequest;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.VectorEnv;
import keel.env.v1.DriveReply;
import keel.env.v1.DriveRequest;
import keel.env.v1.EnvironmentsGrpc;
import keel.env.v1.HandshakeReply;
import keel.env.v1.HandshakeRequest;
import keel.env.v1.Limits;
import keel.env.v1.ListEnvironmentsReply;
import keel.env.v1.ListEnvironmentsRequest;
import keel.env.v1.OpenSessionReply;
import keel.env.v1.OpenSessionRequest;
import keel.env.v1.ProtocolVersion;
import keel.env.v1.RenewLeasesReply;
import keel.env.v1.RenewLeasesRequest;

/**
 * The server's half of the protocol: gives a provider's environments to clients. Sessions step side by side, each on one
 * thread at a time.
 */
public final class EnvironmentService implements BindableService, AutoCloseable {
    /** Bytes of a message beside its tensors, generously. */
    private static final long ENVELOPE_BYTES = 1024;

    private static final HandshakeRequest MALFORMED_HANDSHAKE =
            LenientMarshaller.malformed(HandshakeRequest.getDefaultInstance());
    private static final ListEnvironmentsRequest MALFORMED_LIST =
            LenientMarshaller.malformed(ListEnvironmentsRequest.getDefaultInstance());
    private static final OpenSessionRequest MALFORMED_OPEN =
            LenientMarshaller.malformed(OpenSessionRequest.getDefaultInstance());
    private static final DriveRequest MALFORMED_DRIVE = LenientMarshaller.malformed(DriveRequest.getDefaultInstance());

    private static final RenewLeasesRequest MALFORMED_RENEWAL =
            LenientMarshaller.malformed(RenewLeasesRequest.getDefaultInstance());

    private final EnvProvider provider;
    private final ServerLimits limits;
    private final SessionTable sessions;
    private final Watchdog watchdog;
    private final String instanceId = UUID.randomUUID().toString();
    private volatile boolean draining;

    /** @param provider of the environments; stays open when this closes */
    public EnvironmentService(EnvProvider provider, ServerLimits limits) {
        this(provider, limits, Duration.ZERO, System::nanoTime);
    }

    /**
     * @param stepLimit longest time for one request; zero for none
     * @param nanoClock that leases run by, as {@link System#nanoTime}
     */
    public EnvironmentService(EnvProvider provider, ServerLimits limits, Duration stepLimit, LongSupplier nanoClock) {
        this.provider = provider;
        this.limits = limits;
        this.sessions = new SessionTable(limits, nanoClock);
        this.watchdog = new Watchdog(sessions, stepLimit.toMillis(), limits.maxMessageBytes());
    }

    /** Opens no more sessions; those that are open go on. */
    public void drain() {
        draining = true;
    }

    @Override
    public ServerServiceDefinition bindService() {
        ServerServiceDefinition strict = new Calls().bindService();
        List<ServerMethodDefinition<?, ?>> methods = List.of(
                lenient(strict, EnvironmentsGrpc.getHandshakeMethod(), MALFORMED_HANDSHAKE),
                lenient(strict, EnvironmentsGrpc.getListEnvironmentsMethod(), MALFORMED_LIST),
                lenient(strict, EnvironmentsGrpc.getOpenSessionMethod(), MALFORMED_OPEN),
                lenient(strict, EnvironmentsGrpc.getDriveMethod(), MALFORMED_DRIVE),
                lenient(strict, EnvironmentsGrpc.getDriveOnceMethod(), MALFORMED_DRIVE),
                lenient(strict, EnvironmentsGrpc.getRenewLeasesMethod(), MALFORMED_RENEWAL));
        ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(EnvironmentsGrpc.SERVICE_NAME);
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(service::addMethod);
        return service.build();
    }

    /** Sessions open now. */
    public int openSessions() {
        return sessions.size();
    }

    /** Closes every session. */
    @Override
    public void close() {
        watchdog.stop();
        sessions.closeAll();
    }

    private static <Q, A> ServerMethodDefinition<Q, A> lenient(
            ServerServiceDefinition strict, MethodDescriptor<Q, A> method, Q malformed) {
        return LenientMarshaller.reading(method, strict.getMethod(method.getFullMethodName()), malformed);
    }

    private static void checkVersion(boolean given, ProtocolVersion client) {
        if (!given || !Protocol.sameMajor(client)) {
            throw RefusedException.of(
                    Reason.UNSUPPORTED_VERSION,
                    "protocol",
                    "The client speaks environment protocol " + (given ? Protocol.describe(client) : "of no version")
                            + ", but this server (" + Protocol.IMPLEMENTATION + " " + Protocol.IMPLEMENTATION_VERSION
                            + ") speaks " + Protocol.describe(Protocol.VERSION)
                            + ". Install versions of both that speak the same major version.");
        }
    }

    private static void checkReadable(boolean readable, String message) {
        if (!readable) {
            throw RefusedException.of(
                    Reason.INVALID_ARGUMENT, "The bytes are not a " + message + " of environment protocol 1.1.");
        }
    }

    private Session open(OpenSessionRequest request) {
        checkReadable(!request.equals(MALFORMED_OPEN), "OpenSessionRequest");
        checkVersion(request.hasProtocol(), request.getProtocol());
        if (draining) {
            throw RefusedException.of(
                    Reason.UNAVAILABLE,
                    "This server is shutting down and opens no more sessions. Ask another, or wait for its restart.");
        }
        String id = request.getEnvironmentId();
        if (id.isEmpty()) {
            throw RefusedException.of(
                    Reason.INVALID_ARGUMENT,
                    "environment_id",
                    "The environment's id is empty. Name one, like CartPole-v1.");
        }
        if (id.indexOf(':') >= 0) {
            throw RefusedException.of(
                    Reason.NOT_PERMITTED,
                    "environment_id",
                    "Environment id '" + id + "' has a ':', which would import code. Use the id of a registered one.");
        }
        long lanes = Integer.toUnsignedLong(request.getLanes());
        if (lanes < 1) {
            throw RefusedException.of(Reason.INVALID_ARGUMENT, "lanes", "A session needs at least 1 lane, but got 0.");
        }
        if (lanes > limits.maxLanes()) {
            throw RefusedException.of(
                    Reason.LIMIT_EXCEEDED,
                    "lanes",
                    "Got " + lanes + " lanes; this server allows " + limits.maxLanes()
                            + " a session. Use fewer, or several sessions.");
        }
        AutoresetMode autoreset = OpenCodec.decode(request.getAutoreset());
        Map<String, Object> arguments = OpenCodec.decode(request.getArgumentsMap());
        long groups = Math.max(1, Integer.toUnsignedLong(request.getGroups()));
        EnvRequest asked = new EnvRequest(
                id, arguments, (int) lanes, autoreset, (int) Math.min(groups, lanes + 1), request.getRender());
        return sessions.open(asked, Integer.toUnsignedLong(request.getLeaseSeconds()), () -> {
            VectorEnv environment = provider.open(asked);
            try {
                checkMessageSize(environment);
            } catch (RuntimeException e) {
                environment.close();
                throw e;
            }
            return environment;
        });
    }

    /** Replies of spaces whose values vary in size are checked one by one. */
    private void checkMessageSize(VectorEnv environment) {
        int tensors = environment.autoreset() == AutoresetMode.SAME_STEP ? 2 : 1;
        double bytes = ENVELOPE_BYTES
                + environment.lanes() * (tensors * SpaceBytes.of(environment.observationSpace()) + Double.BYTES + 2);
        if (bytes > limits.maxMessageBytes()) {
            throw RefusedException.of(
                    Reason.LIMIT_EXCEEDED,
                    "lanes",
                    "One step of " + environment.lanes() + " lanes is about " + (long) bytes
                            + " bytes; this server sends at most " + limits.maxMessageBytes() + ". Use fewer lanes.");
        }
    }

    /** What gRPC calls; turns every refusal into the reply's error. */
    private final class Calls extends EnvironmentsGrpc.EnvironmentsImplBase {
        @Override
        public void handshake(HandshakeRequest request, StreamObserver<HandshakeReply> replies) {
            HandshakeReply.Builder reply = HandshakeReply.newBuilder()
                    .setProtocol(Protocol.VERSION)
                    .setImplementation(Protocol.IMPLEMENTATION)
                    .setImplementationVersion(Protocol.IMPLEMENTATION_VERSION)
                    .setBackend(provider.description())
                    .setInstanceId(instanceId);
            try {
                checkReadable(!request.equals(MALFORMED_HANDSHAKE), "HandshakeRequest");
                checkVersion(request.hasProtocol(), request.getProtocol());
                reply.setLimits(Limits.newBuilder()
                        .setMaxMessageBytes(limits.maxMessageBytes())
                        .setMaxLanes(limits.maxLanes())
                        .setMaxSessions(limits.maxSessions())
                        .setLeaseSeconds(limits.leaseSeconds())
                        .setMaxInFlight(Session.KEPT)
                        .setMaxDepth(Depth.MOST));
            } catch (RefusedException e) {
                reply.setError(ErrorCodec.encode(e));
            }
            replies.onNext(reply.build());
            replies.onCompleted();
        }

        @Override
        public void listEnvironments(ListEnvironmentsRequest request, StreamObserver<ListEnvironmentsReply> replies) {
            ListEnvironmentsReply.Builder reply = ListEnvironmentsReply.newBuilder();
            try {
                checkReadable(!request.equals(MALFORMED_LIST), "ListEnvironmentsRequest");
                provider.specs().forEach(spec -> reply.addIds(spec.id()).addSpecs(SpecCodec.encode(spec)));
            } catch (RuntimeException e) {
                reply.clear().setError(ErrorCodec.encode(e));
            }
            replies.onNext(reply.build());
            replies.onCompleted();
        }

        @Override
        public void openSession(OpenSessionRequest request, StreamObserver<OpenSessionReply> replies) {
            OpenSessionReply.Builder reply = OpenSessionReply.newBuilder();
            try {
                Session opened = open(request);
                try {
                    describe(opened, reply);
                } catch (RuntimeException e) {
                    sessions.close(opened);
                    throw e;
                }
            } catch (RuntimeException e) {
                reply.clear().setError(ErrorCodec.encode(e));
            }
            replies.onNext(reply.build());
            replies.onCompleted();
        }

        private void describe(Session opened, OpenSessionReply.Builder reply) {
            VectorEnv environment = opened.environment();
            reply.setSessionId(opened.id())
                    .setObservationSpace(SpaceCodec.encode(environment.observationSpace(), "observation_space"))
                    .setActionSpace(SpaceCodec.encode(environment.actionSpace(), "action_space"))
                    .setSpec(SpecCodec.encode(environment.spec()))
                    .setLeaseSeconds((int) opened.lease().toSeconds());
        }

        @Override
        public StreamObserver<DriveRequest> drive(StreamObserver<DriveReply> replies) {
            return new SessionDriver(
                    sessions, watchdog, (ServerCallStreamObserver<DriveReply>) replies, MALFORMED_DRIVE);
        }

        @Override
        public void driveOnce(DriveRequest request, StreamObserver<DriveReply> replies) {
            try {
                checkReadable(!request.equals(MALFORMED_DRIVE), "DriveRequest");
                Session session = sessions.get(request.getSessionId());
                session.attach(Session.ONCE);
                watchdog.execute(session, request, Session.ONCE, reply -> answer(reply, replies));
            } catch (RuntimeException e) {
                answer(Session.error(request, e), replies);
            }
        }

        private void answer(DriveReply reply, StreamObserver<DriveReply> replies) {
            replies.onNext(reply);
            replies.onCompleted();
        }

        @Override
        public void renewLeases(RenewLeasesRequest request, StreamObserver<RenewLeasesReply> replies) {
            RenewLeasesReply.Builder reply = RenewLeasesReply.newBuilder();
            try {
                checkReadable(!request.equals(MALFORMED_RENEWAL), "RenewLeasesRequest");
                if (request.getSessionIdsCount() > limits.maxSessions()) {
                    throw RefusedException.of(
                            Reason.LIMIT_EXCEEDED,
                            "session_ids",
                            "Got " + request.getSessionIdsCount() + " sessions; this server keeps at most "
                                    + limits.maxSessions() + ".");
                }
                for (String id : request.getSessionIdsList()) {
                    if (!sessions.renew(id)) {
                        reply.addUnknownSessionIds(id);
                    }
                }
            } catch (RuntimeException e) {
                reply.clear().setError(ErrorCodec.encode(e));
            }
            replies.onNext(reply.build());
            replies.onCompleted();
        }
    }
}
