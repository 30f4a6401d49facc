package keel.env.wire;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import keel.env.Discrete;
import keel.env.RefusedException;
import keel.env.v1.CloseReply;
import keel.env.v1.DriveReply;
import keel.env.v1.DriveRequest;
import keel.env.v1.EnvironmentsGrpc;
import keel.env.v1.HandshakeReply;
import keel.env.v1.HandshakeRequest;
import keel.env.v1.Limits;
import keel.env.v1.OpenSessionReply;
import keel.env.v1.OpenSessionRequest;
import keel.env.v1.RenewLeasesReply;
import keel.env.v1.RenewLeasesRequest;
import org.jspecify.annotations.Nullable;

/** A server that greets and opens sessions as it should, and answers as a test has it. */
public final class OddServer extends EnvironmentsGrpc.EnvironmentsImplBase implements AutoCloseable {
    private final Answers answers;
    private final keel.env.v1.Space observations;
    private final Server server;
    private final AtomicInteger opened = new AtomicInteger();
    private final List<String> closed = new CopyOnWriteArrayList<>();
    private final List<String> renewed = new CopyOnWriteArrayList<>();

    /** What it says. */
    public interface Answers {
        /**
         * The answer to one request.
         *
         * @param session counted from 1
         * @return empty: the stream breaks
         */
        Optional<DriveReply> to(int session, DriveRequest request);
    }

    public OddServer(Answers answers) throws IOException {
        this(SpaceCodec.encode(new Discrete(5, 0), "space"), answers);
    }

    OddServer(keel.env.v1.Space observations, Answers answers) throws IOException {
        this.observations = observations;
        this.answers = answers;
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(this)
                .build()
                .start();
    }

    public String address() {
        return "127.0.0.1:" + server.getPort();
    }

    /** Ids of sessions that were closed without a stream. */
    List<String> closed() {
        return closed;
    }

    List<String> renewed() {
        return renewed;
    }

    @Override
    public void handshake(HandshakeRequest request, StreamObserver<HandshakeReply> replies) {
        replies.onNext(HandshakeReply.newBuilder()
                .setProtocol(Protocol.VERSION)
                .setLimits(Limits.newBuilder()
                        .setMaxMessageBytes(1 << 20)
                        .setMaxLanes(10)
                        .setMaxSessions(10)
                        .setLeaseSeconds(1)
                        .setMaxInFlight(4)
                        .setMaxDepth(16))
                .build());
        replies.onCompleted();
    }

    @Override
    public void openSession(OpenSessionRequest request, StreamObserver<OpenSessionReply> replies) {
        replies.onNext(OpenSessionReply.newBuilder()
                .setSessionId(String.valueOf(opened.incrementAndGet()))
                .setObservationSpace(observations)
                .setActionSpace(SpaceCodec.encode(new Discrete(2, 0), "space"))
                .setLeaseSeconds(1)
                .build());
        replies.onCompleted();
    }

    @Override
    public void renewLeases(RenewLeasesRequest request, StreamObserver<RenewLeasesReply> replies) {
        renewed.addAll(request.getSessionIdsList());
        replies.onNext(RenewLeasesReply.getDefaultInstance());
        replies.onCompleted();
    }

    @Override
    public void driveOnce(DriveRequest request, StreamObserver<DriveReply> replies) {
        if (request.hasClose()) {
            closed.add(request.getSessionId());
        }
        replies.onNext(DriveReply.newBuilder()
                .setSequence(request.getSequence())
                .setClose(CloseReply.getDefaultInstance())
                .build());
        replies.onCompleted();
    }

    @Override
    public StreamObserver<DriveRequest> drive(StreamObserver<DriveReply> replies) {
        return new StreamObserver<>() {
            private @Nullable String session;

            @Override
            public void onNext(DriveRequest request) {
                if (session == null) {
                    session = request.getSessionId();
                }
                Optional<DriveReply> reply = answers.to(Integer.parseInt(session), request);
                if (reply.isEmpty()) {
                    replies.onError(Status.UNKNOWN.asRuntimeException());
                } else {
                    replies.onNext(reply.get().toBuilder()
                            .setSequence(request.getSequence())
                            .build());
                }
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {}
        };
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    /** A reply to a reset or step of one lane that shows this observation. */
    public static Optional<DriveReply> showing(DriveRequest request, long observation) {
        keel.env.v1.Tensor tensor = TensorCodec.encode(keel.env.Tensor.of(new long[] {observation}, 1));
        DriveReply.Builder reply = DriveReply.newBuilder();
        if (request.hasReset()) {
            reply.getResetBuilder().addObservations(tensor);
        } else {
            reply.getStepBuilder()
                    .addObservations(tensor)
                    .setRewards(TensorCodec.bytes(new double[1]))
                    .setTerminated(TensorCodec.bytes(new boolean[1]))
                    .setTruncated(TensorCodec.bytes(new boolean[1]));
        }
        return Optional.of(reply.build());
    }

    /** The session is not known any more. */
    public static Optional<DriveReply> unknown() {
        return Optional.of(DriveReply.newBuilder()
                .setError(ErrorCodec.encode(Session.unknown("x", "a test has it so")))
                .build());
    }

    /** The request does not fit. */
    public static Optional<DriveReply> refused() {
        return Optional.of(DriveReply.newBuilder()
                .setError(ErrorCodec.encode(
                        RefusedException.of(RefusedException.Reason.INVALID_ARGUMENT, "step", "A test has it so.")))
                .build());
    }
}
