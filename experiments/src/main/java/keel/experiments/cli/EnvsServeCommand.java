package keel.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.NativeEnvironments;
import keel.env.server.EnvServer;
import keel.env.server.ServerOptions;
import keel.env.server.ServerOptions.Tls;
import keel.env.wire.ServerLimits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keel envs serve}. */
@Command(
        name = "serve",
        description = "Serve the native environments over gRPC until Ctrl-C or SIGTERM, which let open sessions end.")
final class EnvsServeCommand extends PrintingCommand implements Callable<Integer> {
    @Option(
            names = "--bind",
            paramLabel = "ADDR",
            description = "Where to listen: HOST:PORT or unix:/absolute/path (default: 127.0.0.1:50051; port 0 picks a"
                    + " free one).")
    private String bind = "127.0.0.1:50051";

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "PEM certificate chain: encrypt connections.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM key of the certificate.")
    private Optional<Path> key = Optional.empty();

    @Option(names = "--client-ca", paramLabel = "FILE", description = "Clients must show a certificate of this CA.")
    private Optional<Path> clientCa = Optional.empty();

    @Option(names = "--token-file", paramLabel = "FILE", description = "Clients must show its first line.")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--allow",
            paramLabel = "PATTERN",
            description = "Serve only environments whose id fits (* and ?); may be repeated.")
    private List<String> allowed = new ArrayList<>();

    @Option(
            names = "--allow-argument",
            paramLabel = "NAME",
            description = "Take only keyword arguments of this name; may be repeated.")
    private List<String> allowedArguments = new ArrayList<>();

    @Option(
            names = "--lease",
            paramLabel = "SECONDS",
            description = "Close a session that is idle for so long (default: 60).")
    private int leaseSeconds = ServerLimits.DEFAULT.leaseSeconds();

    @Option(
            names = "--drain",
            paramLabel = "SECONDS",
            description = "When told to stop, let open sessions go on for so long (default: 30).")
    private long drainSeconds = ServerOptions.DEFAULT_DRAIN.toSeconds();

    @Option(
            names = "--step-limit",
            paramLabel = "SECONDS",
            description = "Close a session whose request takes longer (default: 0, no limit).")
    private double stepLimitSeconds;

    @Option(names = "--max-lanes", paramLabel = "N", description = "Most lanes of a session (default: 4096).")
    private int maxLanes = ServerLimits.DEFAULT.maxLanes();

    @Option(names = "--max-sessions", paramLabel = "N", description = "Most sessions at once (default: 256).")
    private int maxSessions = ServerLimits.DEFAULT.maxSessions();

    @Option(
            names = "--max-message-bytes",
            paramLabel = "N",
            description = "Largest message either way (default: 67108864).")
    private int maxMessageBytes = ServerLimits.DEFAULT.maxMessageBytes();

    @Override
    public Integer call() throws InterruptedException {
        ServerOptions options = options();
        try (EnvProvider environments = new NativeEnvironments();
                EnvServer server = EnvServer.start(options, environments)) {
            refuseToServeNothing(server, environments);
            Thread drain = new Thread(() -> drain(server, options.drain()), "keel-drain");
            Runtime.getRuntime().addShutdownHook(drain);
            out().printf("keel serving %d environments on %s%n", server.ids().size(), server.address());
            out().flush();
            server.awaitTermination();
        }
        return ExitCode.DONE;
    }

    private void refuseToServeNothing(EnvServer server, EnvProvider environments) {
        if (server.ids().isEmpty()) {
            throw new EnvException("No environment fits --allow " + String.join(", ", allowed)
                    + ", so nothing would be served. There are: " + String.join(", ", environments.ids()) + ".");
        }
    }

    private void drain(EnvServer server, Duration longest) {
        try {
            if (server.openSessions() > 0) {
                err().printf(
                                "keel: %d sessions are open; they may go on for %d s%n",
                                server.openSessions(), longest.toSeconds());
                err().flush();
            }
            server.drain(longest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ServerOptions options() {
        if (certificate.isPresent() != key.isPresent()) {
            throw new EnvException("--tls-cert and --tls-key go together: a certificate is of no use without its key."
                    + " Pass both, or neither.");
        }
        if (maxMessageBytes < 1 || maxLanes < 1 || maxSessions < 1 || leaseSeconds < 1) {
            throw new EnvException("--max-message-bytes, --max-lanes, --max-sessions and --lease are 1 and up.");
        }
        Optional<Tls> tls = certificate.map(file -> new Tls(file, key.orElseThrow()));
        return ServerOptions.secured(bind, tls, clientCa, tokenFile.map(EnvsServeCommand::token))
                .withLimits(new ServerLimits(maxMessageBytes, maxLanes, maxSessions, leaseSeconds))
                .withTimes(Duration.ofSeconds(drainSeconds), Duration.ofMillis(Math.round(stepLimitSeconds * 1000)))
                .allowing(allowed, allowedArguments);
    }

    private static String token(Path file) {
        try {
            return Files.readAllLines(file).stream().findFirst().orElse("").strip();
        } catch (IOException e) {
            throw new EnvException(
                    "Token file " + file + " cannot be read (" + e.getMessage() + "). Check its path and permissions.",
                    e);
        }
    }
}
