package keel.env.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;
import keel.env.EnvException;
import keel.env.NativeEnvironments;
import keel.env.remote.RemoteEnvironments;
import keel.env.server.EnvServer;
import keel.env.v1.EnvironmentsGrpc;
import keel.env.v1.ErrorCode;
import keel.env.v1.HandshakeReply;
import keel.env.v1.HandshakeRequest;
import keel.env.v1.OpenSessionReply;
import keel.env.v1.OpenSessionRequest;
import keel.env.v1.ProtocolVersion;
import org.junit.jupiter.api.Test;

/** Peers that are not what they should be. */
class PeersTest {
    private static final ProtocolVersion NEXT =
            ProtocolVersion.newBuilder().setMajor(2).setMinor(3).build();

    @Test
    void aServerOfAnotherMajorVersionIsRefusedWithBothVersions() throws IOException {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new EnvironmentsGrpc.EnvironmentsImplBase() {
                    @Override
                    public void handshake(HandshakeRequest request, StreamObserver<HandshakeReply> reply) {
                        reply.onNext(HandshakeReply.newBuilder()
                                .setProtocol(NEXT)
                                .setImplementation("future")
                                .build());
                        reply.onCompleted();
                    }
                })
                .build()
                .start();
        try {
            EnvException e =
                    assertThrows(EnvException.class, () -> RemoteEnvironments.connect("127.0.0.1:" + server.getPort()));
            assertTrue(e.getMessage().contains("2.3") && e.getMessage().contains("1.0"), e.getMessage());
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void whatIsNotAServerOfOursIsNamed() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + silent.getLocalPort();
            long start = System.nanoTime();
            EnvException e = assertThrows(EnvException.class, () -> RemoteEnvironments.connect(address));
            assertTrue(e.getMessage().contains(address), e.getMessage());
            assertTrue(System.nanoTime() - start < 30e9, "gave up too late");
        }
        for (String wrong : new String[] {"localhost", "127.0.0.1:0", "127.0.0.1:99999", ":50051", ""}) {
            EnvException e = assertThrows(EnvException.class, () -> RemoteEnvironments.connect(wrong), wrong);
            assertTrue(e.getMessage().contains(wrong), e.getMessage());
        }
    }

    @Test
    void aServerBindsToLoopbackOnlyAndNamesAPortInUse() {
        EnvException open =
                assertThrows(EnvException.class, () -> EnvServer.start("0.0.0.0:0", new NativeEnvironments()));
        assertTrue(open.getMessage().contains("0.0.0.0") && open.getMessage().contains("127.0.0.1"), open.getMessage());
        try (EnvServer first = EnvServer.start("127.0.0.1:0", new NativeEnvironments())) {
            EnvException taken = assertThrows(
                    EnvException.class, () -> EnvServer.start("127.0.0.1:" + first.port(), new NativeEnvironments()));
            assertTrue(taken.getMessage().contains(Integer.toString(first.port())), taken.getMessage());
        }
    }

    @Test
    void aClientOfAnotherVersionIsRefusedInBand() {
        try (EnvServer server = EnvServer.start("127.0.0.1:0", new NativeEnvironments())) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                    .usePlaintext()
                    .build();
            try {
                var stub = EnvironmentsGrpc.newBlockingStub(channel);
                HandshakeReply reply = stub.handshake(
                        HandshakeRequest.newBuilder().setProtocol(NEXT).build());
                assertEquals(
                        ErrorCode.ERROR_CODE_UNSUPPORTED_VERSION,
                        reply.getError().getCode());
                assertTrue(
                        reply.getError().getMessage().contains("2.3"),
                        reply.getError().getMessage());
                OpenSessionReply session = stub.openSession(OpenSessionRequest.newBuilder()
                        .setProtocol(NEXT)
                        .setEnvironmentId("CartPole-v1")
                        .setLanes(1)
                        .build());
                assertEquals(
                        ErrorCode.ERROR_CODE_UNSUPPORTED_VERSION,
                        session.getError().getCode());
            } finally {
                channel.shutdownNow();
            }
        }
    }

    /** Seeded bytes at every unary call: each is answered in-band, and the server goes on. */
    @Test
    void garbageIsAnsweredAndSurvived() {
        try (EnvServer server = EnvServer.start("127.0.0.1:0", new NativeEnvironments())) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                    .usePlaintext()
                    .build();
            try {
                Random random = new Random(1);
                for (int i = 0; i < 600; i++) {
                    byte[] bytes = new byte[random.nextInt(64)];
                    random.nextBytes(bytes);
                    MethodDescriptor<byte[], byte[]> method = raw(
                            i % 3 == 0
                                    ? EnvironmentsGrpc.getHandshakeMethod()
                                    : i % 3 == 1
                                            ? EnvironmentsGrpc.getListEnvironmentsMethod()
                                            : EnvironmentsGrpc.getOpenSessionMethod());
                    ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, bytes);
                }
                assertEquals(0, server.openSessions());
            } finally {
                channel.shutdownNow();
            }
            try (RemoteEnvironments still = RemoteEnvironments.connect(server.address())) {
                assertTrue(still.ids().contains("CartPole-v1"));
            }
        }
    }

    private static MethodDescriptor<byte[], byte[]> raw(MethodDescriptor<?, ?> method) {
        MethodDescriptor.Marshaller<byte[]> bytes = new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(byte[] value) {
                return new ByteArrayInputStream(value);
            }

            @Override
            public byte[] parse(InputStream stream) {
                try {
                    return ByteString.readFrom(stream).toByteArray();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        return method.toBuilder(bytes, bytes).build();
    }
}
