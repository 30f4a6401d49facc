package keel.env.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import keel.env.EnvException;
import keel.env.NativeEnvironments;
import keel.env.v1.ErrorCode;
import keel.env.v1.OpenSessionReply;
import keel.env.v1.Value;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, and to what. */
class SecurityTest {
    @TempDir
    static Path folder;

    private static Certificates good;
    private static Certificates expired;
    private static Certificates stranger;

    @BeforeAll
    static void certificates() throws IOException, InterruptedException, GeneralSecurityException {
        good = Certificates.make(folder, "ours", "good", "-1H");
        expired = Certificates.make(folder, "ours", "expired", "-3d");
        stranger = Certificates.make(folder, "theirs", "stranger", "-1H");
    }

    private static ServerOptions.Tls tls(Certificates of) {
        return new ServerOptions.Tls(of.certificate(), of.key());
    }

    private static Status.Code open(NettyChannelBuilder builder, Optional<String> token) {
        ManagedChannel channel = builder.build();
        try {
            Metadata headers = new Metadata();
            token.ifPresent(shown ->
                    headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + shown));
            OpenSessionReply reply = new RawClient(channel)
                    .calls()
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .openSession(RawClient.request("CartPole-v1", 1).build());
            assertFalse(reply.hasError(), reply.getError().getMessage());
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        } finally {
            channel.shutdownNow();
        }
    }

    private static NettyChannelBuilder plain(EnvServer server) {
        return NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext();
    }

    private static NettyChannelBuilder encrypted(EnvServer server, Certificates trusted, Optional<Certificates> shown)
            throws IOException {
        SslContextBuilder context =
                GrpcSslContexts.forClient().trustManager(trusted.authority().toFile());
        shown.ifPresent(
                of -> context.keyManager(of.certificate().toFile(), of.key().toFile()));
        return NettyChannelBuilder.forAddress("127.0.0.1", server.port()).sslContext(context.build());
    }

    private static EnvServer start(
            Optional<Certificates> certificate, Optional<Certificates> clientCa, Optional<String> token) {
        ServerOptions options = ServerOptions.secured(
                "127.0.0.1:0", certificate.map(SecurityTest::tls), clientCa.map(Certificates::authority), token);
        return EnvServer.start(options, new NativeEnvironments());
    }

    @Test
    void aTokenOpensAndNothingElseDoes() {
        try (EnvServer server = start(Optional.empty(), Optional.empty(), Optional.of("secret"))) {
            assertEquals(Status.Code.OK, open(plain(server), Optional.of("secret")));
            assertEquals(Status.Code.UNAUTHENTICATED, open(plain(server), Optional.empty()));
            assertEquals(Status.Code.UNAUTHENTICATED, open(plain(server), Optional.of("secre")));
            assertEquals(Status.Code.UNAUTHENTICATED, open(plain(server), Optional.of("secret ")));
        }
    }

    @Test
    void aServersCertificateIsCheckedByTheClient() throws IOException {
        Optional<Certificates> none = Optional.empty();
        try (EnvServer server = start(Optional.of(good), none, Optional.empty())) {
            assertEquals(Status.Code.OK, open(encrypted(server, good, none), Optional.empty()));
            assertEquals(Status.Code.UNAVAILABLE, open(encrypted(server, stranger, none), Optional.empty()));
        }
        try (EnvServer server = start(Optional.of(expired), none, Optional.empty())) {
            assertEquals(Status.Code.UNAVAILABLE, open(encrypted(server, expired, none), Optional.empty()));
        }
    }

    @Test
    void aClientsCertificateIsCheckedByTheServer() throws IOException {
        try (EnvServer server = start(Optional.of(good), Optional.of(good), Optional.empty())) {
            assertEquals(Status.Code.OK, open(encrypted(server, good, Optional.of(good)), Optional.empty()));
            assertEquals(Status.Code.UNAVAILABLE, open(encrypted(server, good, Optional.empty()), Optional.empty()));
            assertEquals(
                    Status.Code.UNAVAILABLE, open(encrypted(server, good, Optional.of(stranger)), Optional.empty()));
        }
        try (EnvServer server = start(Optional.of(good), Optional.of(good), Optional.empty())) {
            assertEquals(
                    Status.Code.UNAVAILABLE, open(encrypted(server, good, Optional.of(expired)), Optional.empty()));
        }
    }

    @Test
    void beyondThisMachineOnlyWithTlsAndAToken() {
        assertTrue(refusal(() -> everywhere(Optional.empty(), Optional.of("t"))).contains("--tls-cert"));
        assertTrue(refusal(() -> everywhere(Optional.of(tls(good)), Optional.empty()))
                .contains("--token-file"));
        assertTrue(refusal(() -> everywhere(Optional.of(tls(good)), Optional.of("")))
                .contains("empty"));
        assertEquals(
                "0.0.0.0:0",
                everywhere(Optional.of(tls(good)), Optional.of("t")).bind().toString());
    }

    private static ServerOptions everywhere(Optional<ServerOptions.Tls> tls, Optional<String> token) {
        return ServerOptions.secured("0.0.0.0:0", tls, Optional.empty(), token);
    }

    private static String refusal(Runnable call) {
        return String.valueOf(assertThrows(EnvException.class, call::run).getMessage());
    }

    @Test
    void onlyAllowedEnvironmentsAndArguments() {
        ServerOptions options =
                ServerOptions.at("127.0.0.1:0").allowing(List.of("CartPole-*"), List.of("max_episode_steps"));
        try (EnvServer server = EnvServer.start(options, new NativeEnvironments())) {
            ManagedChannel channel = plain(server).build();
            RawClient client = new RawClient(channel);
            assertFalse(client.open("CartPole-v1", 1).hasError());
            assertEquals(
                    ErrorCode.ERROR_CODE_NOT_PERMITTED,
                    client.open("Acrobot-v1", 1).getError().getCode());
            OpenSessionReply argument = client.calls()
                    .openSession(RawClient.request("CartPole-v1", 1)
                            .putArguments(
                                    "sutton_barto_reward",
                                    Value.newBuilder().setBoolean(true).build())
                            .build());
            assertEquals(ErrorCode.ERROR_CODE_NOT_PERMITTED, argument.getError().getCode());
            assertEquals("arguments.sutton_barto_reward", argument.getError().getField());
            channel.shutdownNow();
        }
    }

    @Test
    void aUnixSocketIsForItsOwnerAndGoesWithItsServer() throws IOException {
        Path socket = folder.resolve("k.sock");
        String address = "unix:" + socket;
        try (EnvServer server = EnvServer.start(address, new NativeEnvironments())) {
            assertEquals(address, server.address());
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
            assertTrue(refusal(() -> EnvServer.start(address, new NativeEnvironments()))
                    .contains("in use"));
            MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
            NettyChannelBuilder builder = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                    .channelType(EpollDomainSocketChannel.class)
                    .eventLoopGroup(loop)
                    .usePlaintext();
            assertEquals(Status.Code.OK, open(builder, Optional.empty()));
            assertTrue(loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS));
        }
        assertFalse(Files.exists(socket));
        Files.writeString(socket, "precious");
        assertTrue(refusal(() -> EnvServer.start(address, new NativeEnvironments()))
                .contains("no socket"));
        assertEquals("precious", Files.readString(socket));
        Files.delete(socket);
    }
}
