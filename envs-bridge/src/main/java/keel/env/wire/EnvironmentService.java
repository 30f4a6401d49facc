package keel.env.wire;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import keel.env.AutoresetMode;
import keel.env.EnvProvider;
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

    private final EnvProvider provider;
    private final ServerLimits limits;
    private final SessionTable sessions;

    /** @param provider of the environments; stays open when this closes */
    public EnvironmentService(EnvProvider provider, ServerLimits limits) {
        this.provider = provider;
        this.limits = limits;
        this.sessions = new SessionTable(limits, System::nanoTime);
    }

    @Override
    public ServerServiceDefinition bindService() {
        ServerServiceDefinition strict = new Calls().bindService();
        List<ServerMethodDefinition<?, ?>> methods = List.of(
                lenient(strict, EnvironmentsGrpc.getHandshakeMethod(), MALFORMED_HANDSHAKE),
                lenient(strict, EnvironmentsGrpc.getListEnvironmentsMethod(), MALFORMED_LIST),
                lenient(strict, EnvironmentsGrpc.getOpenSessionMethod(), MALFORMED_OPEN),
                lenient(strict, EnvironmentsGrpc.getDriveMethod(), MALFORMED_DRIVE));
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

    /** Closes sessions that no stream drives; the others close with their streams. */
    @Override
    public void close() {
        sessions.closeDetached();
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
                    Reason.INVALID_ARGUMENT, "The bytes are not a " + message + " of environment protocol 1.0.");
        }
    }

    private SessionTable.Opened open(OpenSessionRequest request) {
        checkReadable(!request.equals(MALFORMED_OPEN), "OpenSessionRequest");
        checkVersion(request.hasProtocol(), request.getProtocol());
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
        return sessions.open(() -> {
            VectorEnv environment = provider.open(id, arguments, (int) lanes, autoreset);
            try {
                checkMessageSize(environment);
            } catch (RuntimeException e) {
                environment.close();
                throw e;
            }
            return environment;
        });
    }

    private void checkMessageSize(VectorEnv environment) {
        keel.env.ArraySpace space = (keel.env.ArraySpace) environment.observationSpace();
        double laneBytes = space.elementType().bytes();
        for (int size : space.shape()) {
            laneBytes *= size;
        }
        int tensors = environment.autoreset() == AutoresetMode.SAME_STEP ? 2 : 1;
        double bytes = ENVELOPE_BYTES + environment.lanes() * (tensors * laneBytes + Double.BYTES + 2);
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
                    .setBackend(provider.description());
            try {
                checkReadable(!request.equals(MALFORMED_HANDSHAKE), "HandshakeRequest");
                checkVersion(request.hasProtocol(), request.getProtocol());
                reply.setLimits(Limits.newBuilder()
                        .setMaxMessageBytes(limits.maxMessageBytes())
                        .setMaxLanes(limits.maxLanes())
                        .setMaxSessions(limits.maxSessions())
                        .setLeaseSeconds(limits.detachedSessionSeconds()));
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
                reply.addAllIds(provider.ids());
            } catch (RuntimeException e) {
                reply.setError(ErrorCodec.encode(e));
            }
            replies.onNext(reply.build());
            replies.onCompleted();
        }

        @Override
        public void openSession(OpenSessionRequest request, StreamObserver<OpenSessionReply> replies) {
            OpenSessionReply.Builder reply = OpenSessionReply.newBuilder();
            try {
                SessionTable.Opened opened = open(request);
                reply.setSessionId(opened.id())
                        .setObservationSpace(
                                SpaceCodec.encode(opened.environment().observationSpace(), "observation_space"))
                        .setActionSpace(SpaceCodec.encode(opened.environment().actionSpace(), "action_space"));
            } catch (RuntimeException e) {
                reply.setError(ErrorCodec.encode(e));
            }
            replies.onNext(reply.build());
            replies.onCompleted();
        }

        @Override
        public StreamObserver<DriveRequest> drive(StreamObserver<DriveReply> replies) {
            return new SessionDriver(sessions, replies, MALFORMED_DRIVE);
        }
    }
}
