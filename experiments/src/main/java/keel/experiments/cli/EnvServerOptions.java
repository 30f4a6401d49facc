package keel.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import keel.env.EnvProvider;
import keel.env.NativeEnvironments;
import keel.env.remote.RemoteEnvironments;
import keel.env.wire.ConnectionOptions;
import keel.training.InvalidConfigException;
import picocli.CommandLine.Option;

/** Which environment server to ask, and how to be let in: the options of every command that takes environments. */
final class EnvServerOptions {
    private static final String TOKEN_VARIABLE = "KEEL_ENV_TOKEN";

    @Option(
            names = "--env-server",
            paramLabel = "ADDRESS",
            description =
                    "Take environments from this server instead of the native ones: HOST:PORT or unix:/PATH; tls: before it encrypts, trusting the authorities of the JVM.")
    private Optional<String> server = Optional.empty();

    @Option(
            names = "--env-token-file",
            paramLabel = "FILE",
            description = "Show the server the token in this file's first line (default: the variable KEEL_ENV_TOKEN).")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--env-ca",
            paramLabel = "FILE",
            description = "Encrypt, and trust servers whose certificate is from this authority (PEM).")
    private Optional<Path> authority = Optional.empty();

    @Option(
            names = "--env-cert",
            paramLabel = "FILE",
            description = "Show the server this certificate (PEM); with --env-key.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--env-key", paramLabel = "FILE", description = "Private key of --env-cert (PEM, PKCS 8).")
    private Optional<Path> key = Optional.empty();

    /** The server's address as it was given. */
    Optional<String> server() {
        return server;
    }

    /** These options as words, to give to another process. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        server.ifPresent(address -> words.addAll(List.of("--env-server", address)));
        file(words, "--env-token-file", tokenFile);
        file(words, "--env-ca", authority);
        file(words, "--env-cert", certificate);
        file(words, "--env-key", key);
        return words;
    }

    private static void file(List<String> words, String option, Optional<Path> path) {
        path.ifPresent(file -> words.addAll(List.of(option, file.toString())));
    }

    /** Environments of the server, or native ones if none was named; to be closed. */
    EnvProvider environments() {
        return environments(server);
    }

    /** As {@link #environments()} for a server that was named elsewhere. */
    EnvProvider environments(Optional<String> address) {
        Optional<ConnectionOptions> connection = connection(address, System.getenv());
        return connection.<EnvProvider>map(RemoteEnvironments::connect).orElseGet(NativeEnvironments::new);
    }

    /**
     * How to connect; empty without an address.
     *
     * @param environment variables of the process
     * @throws InvalidConfigException if options do not go together, or the token cannot be read
     */
    Optional<ConnectionOptions> connection(Optional<String> address, Map<String, String> environment) {
        boolean any = Stream.of(tokenFile, authority, certificate, key).anyMatch(Optional::isPresent);
        InvalidConfigException.require(
                address.isPresent() || !any,
                "--env-token-file, --env-ca, --env-cert and --env-key say how to reach an environment server, but none is named. Add --env-server ADDRESS.");
        InvalidConfigException.require(
                certificate.isPresent() == key.isPresent(),
                "--env-cert and --env-key belong together, but only one of them is given. Give both, or neither.");
        return address.map(text -> secured(ConnectionOptions.to(text), environment));
    }

    private ConnectionOptions secured(ConnectionOptions plain, Map<String, String> environment) {
        InvalidConfigException.require(
                certificate.isEmpty() || authority.isPresent() || plain.tls().isPresent(),
                "--env-cert is only shown over an encrypted connection. Add --env-ca FILE, or write tls: before the address of --env-server.");
        ConnectionOptions options = plain;
        if (authority.isPresent() || plain.tls().isPresent()) {
            options = options.withTls(new ConnectionOptions.Tls(
                    authority, certificate.map(chain -> new ConnectionOptions.Certificate(chain, key.orElseThrow()))));
        }
        Optional<String> token = tokenFile
                .map(EnvServerOptions::firstLine)
                .or(() -> Optional.ofNullable(environment.get(TOKEN_VARIABLE)).filter(text -> !text.isBlank()));
        return token.isPresent() ? options.withToken(token.get().strip()) : options;
    }

    private static String firstLine(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst()
                    .filter(line -> !line.isBlank())
                    .orElseThrow(() -> new InvalidConfigException("The first line of the token file " + file
                            + " is empty. Put the server's token there, or leave --env-token-file out."));
        } catch (IOException e) {
            throw new InvalidConfigException("The token file " + file + " cannot be read (" + e
                    + "). Give --env-token-file a file whose first line is the server's token.");
        }
    }
}
