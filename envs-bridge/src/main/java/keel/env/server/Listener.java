package keel.env.server;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import keel.env.EnvException;
import keel.env.wire.HostPort;
import keel.env.wire.UnixSocket;

/** The network's side of a server's options: sockets, encryption, keep-alive. */
final class Listener {
    private static final long PINGS_FROM_SECONDS = 5;

    private final ServerOptions options;
    private final List<EventLoopGroup> loops = new ArrayList<>();

    Listener(ServerOptions options) {
        this.options = options;
    }

    NettyServerBuilder builder() {
        NettyServerBuilder builder = options.bind() instanceof HostPort tcp
                ? NettyServerBuilder.forAddress(new InetSocketAddress(tcp.resolve(), tcp.port()))
                : unix((UnixSocket) options.bind());
        options.tls().ifPresent(tls -> encrypt(builder, tls));
        return builder.maxInboundMessageSize(options.limits().maxMessageBytes())
                .permitKeepAliveTime(PINGS_FROM_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
    }

    private NettyServerBuilder unix(UnixSocket bind) {
        if (!Epoll.isAvailable()) {
            throw new EnvException("Unix sockets need Linux's epoll, which is missing here ("
                    + Epoll.unavailabilityCause().getMessage() + "). Bind to 127.0.0.1:50051 instead.");
        }
        new SocketFile(bind.path()).clear();
        EventLoopGroup boss = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        EventLoopGroup workers = new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory());
        loops.add(boss);
        loops.add(workers);
        return NettyServerBuilder.forAddress(new DomainSocketAddress(bind.path().toFile()))
                .channelType(EpollServerDomainSocketChannel.class)
                .bossEventLoopGroup(boss)
                .workerEventLoopGroup(workers);
    }

    private void encrypt(NettyServerBuilder builder, ServerOptions.Tls tls) {
        SslContextBuilder context;
        try {
            context = SslContextBuilder.forServer(
                    readable(tls.certificate()).toFile(), readable(tls.key()).toFile());
            options.clientCa()
                    .ifPresent(ca -> context.trustManager(readable(ca).toFile()).clientAuth(ClientAuth.REQUIRE));
            builder.sslContext(GrpcSslContexts.configure(context).build());
        } catch (SSLException | IllegalArgumentException e) {
            throw new EnvException(
                    "The TLS files cannot be used (" + e.getMessage() + "). Give PEM files: a certificate chain and its"
                            + " unencrypted PKCS#8 key.",
                    e);
        }
    }

    private static Path readable(Path file) {
        if (!Files.isReadable(file)) {
            throw new EnvException("File " + file + " cannot be read. Check its path and permissions.");
        }
        return file;
    }

    /** After the server has ended, or could not start. */
    void close() {
        loops.forEach(
                loop -> loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS));
    }
}
