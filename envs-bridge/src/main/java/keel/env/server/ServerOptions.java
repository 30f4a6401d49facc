package keel.env.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import keel.env.EnvException;
import keel.env.wire.Address;
import keel.env.wire.ServerLimits;

/**
 * How a server serves.
 *
 * @param bind where it listens
 * @param limits that it keeps
 * @param stepLimit longest time of one request; zero: none
 * @param drain how long open sessions may go on once it is told to stop
 * @param certificate of the server; empty: no encryption
 * @param clientAuthority PEM file of the authority whose certificates clients must show; empty: none needed
 * @param token that clients must send; empty: none needed
 * @param allowed patterns of environment ids, with {@code *} and {@code ?}; empty: all that the provider has
 * @param allowedArguments names of keyword arguments; empty: all that the environment takes
 */
public record ServerOptions(
        Address bind,
        ServerLimits limits,
        Duration stepLimit,
        Duration drain,
        Optional<Certificate> certificate,
        Optional<Path> clientAuthority,
        Optional<String> token,
        List<String> allowed,
        List<String> allowedArguments) {
    /** 30 seconds. */
    public static final Duration DEFAULT_DRAIN = Duration.ofSeconds(30);

    /**
     * A certificate chain and its private key.
     *
     * @param chain PEM file
     * @param key PEM file, PKCS 8, without password
     */
    public record Certificate(Path chain, Path key) {}

    public ServerOptions {
        allowed = List.copyOf(allowed);
        allowedArguments = List.copyOf(allowedArguments);
        if (clientAuthority.isPresent() && certificate.isEmpty()) {
            throw new EnvException("Client certificates need TLS: give the server a certificate and its key too.");
        }
        if (token.isPresent() && token.get().isBlank()) {
            throw new EnvException(
                    "The token is empty, which would let everybody in. Put a long random one into its file.");
        }
    }

    /** On this address, with everything else at its default. */
    public static ServerOptions on(String bind) {
        return new ServerOptions(
                Address.parse(bind),
                ServerLimits.DEFAULT,
                Duration.ZERO,
                DEFAULT_DRAIN,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    public ServerOptions withLimits(ServerLimits other) {
        return new ServerOptions(
                bind, other, stepLimit, drain, certificate, clientAuthority, token, allowed, allowedArguments);
    }

    public ServerOptions withStepLimit(Duration other) {
        return new ServerOptions(
                bind, limits, other, drain, certificate, clientAuthority, token, allowed, allowedArguments);
    }

    public ServerOptions withDrain(Duration other) {
        return new ServerOptions(
                bind, limits, stepLimit, other, certificate, clientAuthority, token, allowed, allowedArguments);
    }

    public ServerOptions withCertificate(Path chain, Path key) {
        return new ServerOptions(
                bind,
                limits,
                stepLimit,
                drain,
                Optional.of(new Certificate(chain, key)),
                clientAuthority,
                token,
                allowed,
                allowedArguments);
    }

    public ServerOptions withClientAuthority(Path pem) {
        return new ServerOptions(
                bind, limits, stepLimit, drain, certificate, Optional.of(pem), token, allowed, allowedArguments);
    }

    public ServerOptions withToken(String secret) {
        return new ServerOptions(
                bind,
                limits,
                stepLimit,
                drain,
                certificate,
                clientAuthority,
                Optional.of(secret),
                allowed,
                allowedArguments);
    }

    public ServerOptions allowing(List<String> patterns, List<String> arguments) {
        return new ServerOptions(
                bind, limits, stepLimit, drain, certificate, clientAuthority, token, patterns, arguments);
    }

    /** Clients have to show who they are. */
    boolean knowsItsClients() {
        return token.isPresent() || clientAuthority.isPresent();
    }
}
