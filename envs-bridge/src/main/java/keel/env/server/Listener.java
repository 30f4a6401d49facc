package keel.env.server;

import io.grpc.BindableService;
import io.grpc.Server;
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
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import keel.env.EnvException;
import keel.env.wire.Address;
import keel.env.wire.HostPort;
import keel.env.wire.SocketFile;

/** Where and how a server listens: TCP or unix socket, encryption, token, keep-alive. */
final class Listener {
    private static final long LEAST_PING_SECONDS = 5;
    private static final String OWNER_ONLY = "rw-------";

    private final ServerOptions options;
    private final Address bind;
    private final NettyServerBuilder builder;
    private final List<EventLoopGroup> loops = new ArrayList<>();

    private Listener(ServerOptions options) {
        this.options = options;
        bind = options.bind();
        builder = bind instanceof SocketFile file ? unix(file.path()) : tcp((HostPort) bind);
        builder.maxInboundMessageSize(options.limits().maxMessageBytes())
                .permitKeepAliveTime(LEAST_PING_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
        options.token().ifPresent(token -> builder.intercept(new TokenCheck(token)));
        options.certificate().ifPresent(this::encrypt);
    }

    /** @throws EnvException if it would be open to strangers, or something it needs cannot be read */
    static Listener on(ServerOptions options) {
        return new Listener(options);
    }

    Server build(BindableService... services) {
        for (BindableService service : services) {
            builder.addService(service);
        }
        return builder.build();
    }

    /** Gives back what a server that never started holds. */
    void abandon() {
        for (EventLoopGroup loop : loops) {
            var unused = loop.shutdownGracefully();
        }
    }

    String address(Server started) {
        if (bind instanceof SocketFile file) {
            restrict(file.path());
            return file.toString();
        }
        return new HostPort(((HostPort) bind).host(), started.getPort()).toString();
    }

    private NettyServerBuilder tcp(HostPort asked) {
        InetAddress host;
        try {
            host = InetAddress.getByName(asked.host());
        } catch (UnknownHostException e) {
            throw new EnvException(
                    "Host '" + asked.host() + "' is not known here. Bind to 127.0.0.1:" + asked.port() + ".", e);
        }
        if (!host.isLoopbackAddress() && !(options.certificate().isPresent() && options.knowsItsClients())) {
            throw new EnvException("Refusing to serve on " + asked + ": whoever can reach it could run environments"
                    + " here. Beyond this machine a server needs TLS (--tls-cert, --tls-key) and a way to know its"
                    + " clients (--token-file, or --client-ca). Or bind to 127.0.0.1:" + asked.port()
                    + " and, from another machine, tunnel to it (ssh -L).");
        }
        return NettyServerBuilder.forAddress(new InetSocketAddress(host, asked.port()));
    }

    private NettyServerBuilder unix(Path path) {
        if (!Epoll.isAvailable()) {
            throw new EnvException("Unix sockets need Linux here; bind to 127.0.0.1:0 instead of " + bind + ".");
        }
        removeStale(path);
        EventLoopGroup accepting = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        EventLoopGroup working = new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory());
        loops.add(accepting);
        loops.add(working);
        return NettyServerBuilder.forAddress(new DomainSocketAddress(path.toFile()))
                .channelType(EpollServerDomainSocketChannel.class)
                .bossEventLoopGroup(accepting)
                .workerEventLoopGroup(working);
    }

    /** A socket that nobody listens on is what a killed server leaves behind. */
    private void removeStale(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException nobody) {
            try {
                if (Files.isRegularFile(path) || Files.isDirectory(path)) {
                    throw new EnvException(path + " is a file or folder, not a socket. Choose another path.");
                }
                Files.delete(path);
                return;
            } catch (IOException e) {
                throw new EnvException("The stale socket " + path + " cannot be removed: " + e.getMessage() + ".", e);
            }
        }
        throw new EnvException("Another server listens on " + bind + ". Stop it, or choose another path.");
    }

    private static void restrict(Path path) {
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(OWNER_ONLY));
        } catch (IOException e) {
            throw new EnvException("The socket " + path + " cannot be kept to its owner: " + e.getMessage() + ".", e);
        }
    }

    private void encrypt(ServerOptions.Certificate certificate) {
        try {
            SslContextBuilder context = GrpcSslContexts.forServer(
                    certificate.chain().toFile(), certificate.key().toFile());
            options.clientAuthority()
                    .ifPresent(pem -> context.trustManager(pem.toFile()).clientAuth(ClientAuth.REQUIRE));
            builder.sslContext(context.build());
        } catch (IllegalArgumentException | SSLException e) {
            throw new EnvException(
                    "The certificate " + certificate.chain() + ", its key " + certificate.key()
                            + options.clientAuthority()
                                    .map(pem -> " or the authority " + pem)
                                    .orElse("")
                            + " cannot be read: " + innermost(e).getMessage()
                            + ". They are PEM files; the key is PKCS 8 without password.",
                    e);
        }
    }

    EnvException cannotListen(IOException e) {
        Throwable cause = innermost(e);
        if (bind instanceof HostPort asked
                && (cause instanceof BindException
                        || String.valueOf(cause.getMessage()).contains("in use"))) {
            return new EnvException(
                    "Port " + asked.port() + " of " + asked.host()
                            + " is in use by another program. Choose another, like "
                            + new HostPort(asked.host(), asked.port() % 65535 + 1)
                            + ", or port 0 to have a free one picked.",
                    e);
        }
        return new EnvException("Cannot listen on " + bind + ": " + cause.getMessage() + ".", e);
    }

    private static Throwable innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
