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
 * @param drain how long open sessions may go on when it is told to stop
 * @param stepLimit longest time for one request; zero for none
 * @param tls certificate and key; empty: not encrypted
 * @param clientCa authority that clients' certificates must be of; empty: clients need none
 * @param token that clients must show; empty: none
 * @param allowedIds globs ({@code *} and {@code ?}) of environment ids; empty: all
 * @param allowedArguments names of keyword arguments; empty: all that an environment takes
 */
public record ServerOptions(
        Address bind,
        ServerLimits limits,
        Duration drain,
        Duration stepLimit,
        Optional<Tls> tls,
        Optional<Path> clientCa,
        Optional<String> token,
        List<String> allowedIds,
        List<String> allowedArguments) {
    /** Unless told otherwise. */
    public static final Duration DEFAULT_DRAIN = Duration.ofSeconds(30);

    /** PEM files. */
    public record Tls(Path certificate, Path key) {}

    /**
     * @throws EnvException if others could reach the server without proving who they are, or parts do not go together
     */
    public ServerOptions {
        allowedIds = List.copyOf(allowedIds);
        allowedArguments = List.copyOf(allowedArguments);
        if (drain.isNegative() || stepLimit.isNegative()) {
            throw new EnvException("The drain time and the step limit are 0 and up, but got " + drain.toSeconds()
                    + " and " + stepLimit.toSeconds() + " seconds.");
        }
        if (token.filter(String::isEmpty).isPresent()) {
            throw new EnvException("The token is empty, so everybody would have it. Put one into the token file's first"
                    + " line, such as 32 random characters.");
        }
        if (clientCa.isPresent() && tls.isEmpty()) {
            throw new EnvException("A client CA without TLS checks nobody. Pass --tls-cert and --tls-key too.");
        }
        if (!bind.local() && (tls.isEmpty() || (token.isEmpty() && clientCa.isEmpty()))) {
            throw new EnvException("Refusing to serve on " + bind
                    + ": the connection would not be encrypted and authenticated, and whoever can reach it can run"
                    + " environments here. Pass --tls-cert and --tls-key, and --token-file or --client-ca; or bind to"
                    + " 127.0.0.1 and, from another machine, tunnel to it (ssh -L).");
        }
    }

    /** Plain, with default limits. */
    public static ServerOptions at(String bind) {
        return secured(bind, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** With the ways in which server and clients show who they are, and default limits. */
    public static ServerOptions secured(
            String bind, Optional<Tls> tls, Optional<Path> clientCa, Optional<String> token) {
        return new ServerOptions(
                Address.parse(bind),
                ServerLimits.DEFAULT,
                DEFAULT_DRAIN,
                Duration.ZERO,
                tls,
                clientCa,
                token,
                List.of(),
                List.of());
    }

    public ServerOptions withLimits(ServerLimits other) {
        return new ServerOptions(bind, other, drain, stepLimit, tls, clientCa, token, allowedIds, allowedArguments);
    }

    public ServerOptions withTimes(Duration newDrain, Duration newStepLimit) {
        return new ServerOptions(
                bind, limits, newDrain, newStepLimit, tls, clientCa, token, allowedIds, allowedArguments);
    }

    public ServerOptions allowing(List<String> ids, List<String> arguments) {
        return new ServerOptions(bind, limits, drain, stepLimit, tls, clientCa, token, ids, arguments);
    }
}
