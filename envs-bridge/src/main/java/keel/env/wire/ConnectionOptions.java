package keel.env.wire;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import keel.env.EnvException;

/**
 * How a client reaches a server.
 *
 * @param address of the server
 * @param tls encryption; empty: none
 * @param token to show; empty: none
 * @param stepLimit longest wait for one reset, step or picture; the server is held to it too, unless it is the default
 * @param reconnectLimit how long a lost connection is tried again before it counts as lost for good
 */
public record ConnectionOptions(
        Address address, Optional<Tls> tls, Optional<String> token, Duration stepLimit, Duration reconnectLimit) {
    /** Longest time of one request, unless told otherwise. */
    public static final Duration DEFAULT_STEP_LIMIT = Duration.ofSeconds(60);

    /** How long a lost connection is tried again, unless told otherwise. */
    public static final Duration DEFAULT_RECONNECT_LIMIT = Duration.ofSeconds(60);

    private static final String ENCRYPTED = "tls:";

    /**
     * Encryption.
     *
     * @param authority PEM file of the authority that the server's certificate is from; empty: those the JVM trusts
     * @param certificate to show to the server; empty: none
     */
    public record Tls(Optional<Path> authority, Optional<Certificate> certificate) {}

    /**
     * A certificate chain and its private key.
     *
     * @param chain PEM file
     * @param key PEM file, PKCS 8, without password
     */
    public record Certificate(Path chain, Path key) {}

    public ConnectionOptions {
        if (stepLimit.toMillis() < 1) {
            throw new EnvException("A step limit of " + stepLimit + " leaves no time for a step. Allow at least 1 ms.");
        }
        if (reconnectLimit.isNegative()) {
            throw new EnvException(
                    "A reconnect limit of " + reconnectLimit + " is negative; 0 means not to try again.");
        }
        if (token.isPresent() && tls.isEmpty() && !address.local()) {
            throw new EnvException("The token would travel to " + address
                    + " unencrypted, for others to read. Put tls: before the address, or tunnel to it (ssh -L).");
        }
        if (address instanceof HostPort host && host.port() == 0) {
            throw new EnvException("Port 0 of " + host + " is no port to connect to. Use the one the server printed.");
        }
    }

    /**
     * With everything at its default.
     *
     * @param address {@code HOST:PORT} or {@code unix:/PATH}; with {@code tls:} before it the connection is encrypted, and
     *     the server's certificate must be from an authority that the JVM trusts
     */
    public static ConnectionOptions to(String address) {
        boolean encrypted = address.startsWith(ENCRYPTED);
        return new ConnectionOptions(
                Address.parse(encrypted ? address.substring(ENCRYPTED.length()) : address),
                encrypted ? Optional.of(new Tls(Optional.empty(), Optional.empty())) : Optional.empty(),
                Optional.empty(),
                DEFAULT_STEP_LIMIT,
                DEFAULT_RECONNECT_LIMIT);
    }

    public ConnectionOptions withTls(Tls other) {
        return new ConnectionOptions(address, Optional.of(other), token, stepLimit, reconnectLimit);
    }

    public ConnectionOptions withToken(String secret) {
        return new ConnectionOptions(address, tls, Optional.of(secret), stepLimit, reconnectLimit);
    }

    public ConnectionOptions withStepLimit(Duration other) {
        return new ConnectionOptions(address, tls, token, other, reconnectLimit);
    }

    public ConnectionOptions withReconnectLimit(Duration other) {
        return new ConnectionOptions(address, tls, token, stepLimit, other);
    }
}
