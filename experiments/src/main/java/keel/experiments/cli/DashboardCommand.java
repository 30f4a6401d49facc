package keel.experiments.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import keel.env.wire.HostPort;
import keel.experiments.dashboard.DashboardServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keel dashboard}. */
@Command(
        name = "dashboard",
        description =
                "Serve a live page of the runs in a folder, whoever trains them, until Ctrl-C. It only reads the folder.")
final class DashboardCommand extends PrintingCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            defaultValue = "${env:KEEL_OUT:-runs}",
            description = "Folder with runs, made or not (default: runs, or $KEEL_OUT).")
    private Path folder = Path.of("runs");

    @Option(
            names = "--bind",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:6007",
            description =
                    "Where to listen (default: 127.0.0.1:6007; port 0 picks a free one). From beyond this machine only with a token.")
    private String bind = "127.0.0.1:6007";

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:KEEL_DASHBOARD_TOKEN:-" + Option.NULL_VALUE + "}",
            description =
                    "What pages must show (default: $KEEL_DASHBOARD_TOKEN; or none for this machine only, and else a random one).")
    private Optional<String> token = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        try (DashboardServer server = DashboardServer.start(folder, HostPort.parse(bind), token)) {
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "keel-dashboard-close"));
            out().printf("keel dashboard of %s: %s%n", folder, server.address());
            out().flush();
            server.awaitClose();
        }
        return ExitCode.DONE;
    }
}
