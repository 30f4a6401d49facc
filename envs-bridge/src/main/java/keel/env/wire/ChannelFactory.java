package keel.env.wire;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import keel.env.EnvException;

/** Opens gRPC channels as the options say. */
final class ChannelFactory {
    private static final long PING_SECONDS = 20;
    private static final long PING_ANSWER_SECONDS = 10;
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private ChannelFactory() {}

    /** @throws EnvException if a certificate cannot be read, or unix sockets are not to be had here */
    static ManagedChannel open(ConnectionOptions options) {
        NettyChannelBuilder builder = options.address() instanceof UnixSocket file ? unix(file) : tcp(options);
        builder.maxInboundMessageSize(Protocol.MAX_MESSAGE_BYTES)
                .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(PING_ANSWER_SECONDS, TimeUnit.SECONDS)
                .keepAliveWithoutCalls(true)
                // Replies are handed over on the network's thread: the waiting caller is woken without a stop in a
                // pool.
                .directExecutor();
        options.token().ifPresent(token -> builder.intercept(new TokenHeader(token)));
        if (options.tls().isPresent()) {
            encrypt(builder, options.tls().get());
        } else {
            builder.usePlaintext();
        }
        return builder.build();
    }

    private static NettyChannelBuilder tcp(ConnectionOptions options) {
        HostPort address = (HostPort) options.address();
        return NettyChannelBuilder.forAddress(address.host(), address.port());
    }

    private static NettyChannelBuilder unix(UnixSocket file) {
        if (!Epoll.isAvailable()) {
            throw new EnvException("Unix sockets need Linux here; connect to HOST:PORT instead of " + file + ".");
        }
        return NettyChannelBuilder.forAddress(
                        new DomainSocketAddress(file.path().toFile()))
                .channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class)
                .eventLoopGroup(UnixLoop.SHARED)
                .overrideAuthority("localhost");
    }

    /** Shared by all channels over unix sockets, as gRPC shares one among those over TCP; its threads are daemons. */
    private static final class UnixLoop {
        static final EventLoopGroup SHARED = new MultiThreadIoEventLoopGroup(
                1,
                task -> {
                    Thread thread = new Thread(task, "keel-unix-sockets");
                    thread.setDaemon(true);
                    return thread;
                },
                EpollIoHandler.newFactory());
    }

    private static void encrypt(NettyChannelBuilder builder, ConnectionOptions.Tls tls) {
        try {
            SslContextBuilder context = GrpcSslContexts.forClient();
            tls.authority().ifPresent(pem -> context.trustManager(pem.toFile()));
            tls.certificate()
                    .ifPresent(mine ->
                            context.keyManager(mine.chain().toFile(), mine.key().toFile()));
            builder.sslContext(context.build());
        } catch (IllegalArgumentException | SSLException e) {
            throw new EnvException(
                    "The certificates for the connection cannot be read ("
                            + tls.authority().map(pem -> "authority " + pem).orElse("no authority")
                            + tls.certificate()
                                    .map(mine -> ", certificate " + mine.chain() + ", key " + mine.key())
                                    .orElse("")
                            + "): " + e.getMessage() + ". They are PEM files; the key is PKCS 8 without password.",
                    e);
        }
    }

    /** Sends the token with every call. */
    private record TokenHeader(String token) implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    headers.put(AUTHORIZATION, "Bearer " + token);
                    super.start(listener, headers);
                }
            };
        }
    }
}
