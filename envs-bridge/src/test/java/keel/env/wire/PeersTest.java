package keel.env.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import keel.env.EnvException;
import keel.env.NativeEnvironments;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.v1.Close;
import keel.env.v1.DriveReply;
import keel.env.v1.DriveRequest;
import keel.env.v1.EnvironmentsGrpc;
import keel.env.v1.Error;
import keel.env.v1.ErrorCode;
import keel.env.v1.HandshakeReply;
import keel.env.v1.HandshakeRequest;
import keel.env.v1.OpenSessionReply;
import keel.env.v1.OpenSessionRequest;
import keel.env.v1.ProtocolVersion;
import keel.env.v1.Reset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the server tells odd clients, and what the client tells of odd servers. */
class PeersTest {
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new EnvironmentService(
                        new NativeEnvironments(), ServerLimits.DEFAULT, Duration.ZERO, System::nanoTime))
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    private static OpenSessionRequest.Builder cartPole() {
        return OpenSessionRequest.newBuilder()
                .setProtocol(Protocol.VERSION)
                .setEnvironmentId("CartPole-v1")
                .setLanes(2)
                .setAutoreset(keel.env.v1.AutoresetMode.AUTORESET_MODE_NEXT_STEP);
    }

    private OpenSessionReply open(OpenSessionRequest.Builder request) {
        return EnvironmentsGrpc.newBlockingStub(channel).openSession(request.build());
    }

    private static void assertError(ErrorCode code, String field, Error error) {
        assertEquals(code, error.getCode(), error.getMessage());
        assertEquals(field, error.getField(), error.getMessage());
        assertFalse(error.getMessage().isEmpty());
    }

    @Test
    void theServerRefusesAnotherMajorVersionAndNamesBoth() {
        ProtocolVersion two =
                ProtocolVersion.newBuilder().setMajor(2).setMinor(3).build();
        HandshakeReply reply = EnvironmentsGrpc.newBlockingStub(channel)
                .handshake(HandshakeRequest.newBuilder().setProtocol(two).build());
        assertError(ErrorCode.ERROR_CODE_UNSUPPORTED_VERSION, "protocol", reply.getError());
        assertTrue(
                reply.getError().getMessage().contains("2.3"), reply.getError().getMessage());
        assertTrue(
                reply.getError().getMessage().contains("1.1"), reply.getError().getMessage());
        assertError(
                ErrorCode.ERROR_CODE_UNSUPPORTED_VERSION,
                "protocol",
                open(cartPole().setProtocol(two)).getError());
        assertError(
                ErrorCode.ERROR_CODE_UNSUPPORTED_VERSION,
                "protocol",
                open(cartPole().clearProtocol()).getError());
    }

    @Test
    void theClientRefusesAnotherMajorVersionAndNamesBoth() throws IOException {
        Server newer = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new EnvironmentsGrpc.EnvironmentsImplBase() {
                    @Override
                    public void handshake(HandshakeRequest request, StreamObserver<HandshakeReply> replies) {
                        replies.onNext(HandshakeReply.newBuilder()
                                .setProtocol(
                                        ProtocolVersion.newBuilder().setMajor(7).setMinor(2))
                                .setImplementation("keel-future")
                                .build());
                        replies.onCompleted();
                    }
                })
                .build()
                .start();
        try {
            RefusedException refusal = assertThrows(
                    RefusedException.class,
                    () -> EnvironmentClient.connect(ConnectionOptions.to("127.0.0.1:" + newer.getPort())));
            assertEquals(Reason.UNSUPPORTED_VERSION, refusal.reason());
            assertTrue(refusal.getMessage().contains("keel-future"), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("7.2"), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("1.1"), refusal.getMessage());
        } finally {
            newer.shutdownNow();
        }
    }

    @Test
    void theClientTellsWhenAnotherGrpcServiceAnswers() throws IOException {
        Server other = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .build()
                .start();
        try {
            EnvException failure = assertThrows(
                    EnvException.class,
                    () -> EnvironmentClient.connect(ConnectionOptions.to("127.0.0.1:" + other.getPort())));
            assertTrue(failure.getMessage().contains("is not a Keel environment server"), failure.getMessage());
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void incompleteRequestsAreRefusedByField() {
        assertError(
                ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
                "environment_id",
                open(cartPole().clearEnvironmentId()).getError());
        assertError(
                ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
                "autoreset",
                open(cartPole().clearAutoreset()).getError());
        assertError(
                ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
                "lanes",
                open(cartPole().clearLanes()).getError());
        assertError(
                ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
                "lanes",
                open(cartPole().setLanes(-1)).getError());
        assertError(
                ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
                "arguments.x",
                open(cartPole().putArguments("x", keel.env.v1.Value.getDefaultInstance()))
                        .getError());
    }

    @Test
    void aStreamSurvivesMistakesAndKeepsCount() throws InterruptedException {
        BlockingQueue<DriveReply> replies = new LinkedBlockingQueue<>();
        StreamObserver<DriveRequest> requests =
                EnvironmentsGrpc.newStub(channel).drive(collecting(replies));
        String id = open(cartPole()).getSessionId();
        DriveRequest reset = DriveRequest.newBuilder()
                .setSequence(1)
                .setSessionId(id)
                .setReset(Reset.newBuilder().addSeeds(1).addSeeds(2))
                .build();
        requests.onNext(reset.toBuilder().setSequence(5).build());
        assertError(
                ErrorCode.ERROR_CODE_INVALID_ARGUMENT, "sequence", next(replies).getError());
        requests.onNext(reset);
        DriveReply first = next(replies);
        assertEquals(1, first.getSequence());
        assertEquals(32, first.getReset().getObservations(0).getValues().size());
        requests.onNext(reset);
        assertEquals(first, next(replies));
        requests.onNext(reset.toBuilder().setSequence(3).build());
        assertError(
                ErrorCode.ERROR_CODE_INVALID_ARGUMENT, "sequence", next(replies).getError());
        requests.onNext(DriveRequest.newBuilder().setSequence(2).build());
        assertError(
                ErrorCode.ERROR_CODE_INVALID_ARGUMENT, "command", next(replies).getError());
        requests.onNext(reset.toBuilder().setSequence(3).setSessionId("other").build());
        assertError(
                ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
                "session_id",
                next(replies).getError());
        requests.onNext(reset.toBuilder().setSequence(4).clearSessionId().build());
        assertTrue(next(replies).hasReset());
        requests.onNext(DriveRequest.newBuilder()
                .setSequence(5)
                .setClose(Close.getDefaultInstance())
                .build());
        assertTrue(next(replies).hasClose());
        BlockingQueue<DriveReply> late = new LinkedBlockingQueue<>();
        EnvironmentsGrpc.newStub(channel).drive(collecting(late)).onNext(reset);
        assertError(
                ErrorCode.ERROR_CODE_UNKNOWN_SESSION, "session_id", next(late).getError());
    }

    /** 2,000 seeded random byte strings to each method: an answer in-band, or a valid parse, never INTERNAL. */
    @Test
    void garbageIsAnInvalidArgument() throws InterruptedException {
        SplittableRandom random = new SplittableRandom(5);
        assertError(
                ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
                "",
                send(EnvironmentsGrpc.getHandshakeMethod(), new byte[] {(byte) 0xff})
                        .getError());
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            assertTrue(send(EnvironmentsGrpc.getHandshakeMethod(), bytes).hasError());
            assertTrue(send(EnvironmentsGrpc.getOpenSessionMethod(), bytes).hasError());
            send(EnvironmentsGrpc.getListEnvironmentsMethod(), bytes);
        }
        BlockingQueue<DriveReply> replies = new LinkedBlockingQueue<>();
        StreamObserver<byte[]> requests = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(RawRequests.of(EnvironmentsGrpc.getDriveMethod()), CallOptions.DEFAULT),
                collecting(replies));
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(40)];
            random.nextBytes(bytes);
            requests.onNext(bytes);
            assertEquals(
                    ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
                    next(replies).getError().getCode());
        }
        assertFalse(open(cartPole()).hasError());
    }

    private <A> A send(MethodDescriptor<?, A> method, byte[] bytes) {
        return ClientCalls.blockingUnaryCall(channel, RawRequests.of(method), CallOptions.DEFAULT, bytes);
    }

    private static StreamObserver<DriveReply> collecting(BlockingQueue<DriveReply> replies) {
        return new StreamObserver<>() {
            @Override
            public void onNext(DriveReply reply) {
                replies.add(reply);
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {}
        };
    }

    private static DriveReply next(BlockingQueue<DriveReply> replies) throws InterruptedException {
        DriveReply reply = replies.poll(10, TimeUnit.SECONDS);
        if (reply == null) {
            throw new AssertionError("no reply within 10 seconds");
        }
        return reply;
    }
}
