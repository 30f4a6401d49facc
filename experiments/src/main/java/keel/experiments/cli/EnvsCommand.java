package keel.experiments.cli;

import java.util.concurrent.Callable;
import keel.env.EnvProvider;
import keel.env.NativeEnvironments;
import keel.env.server.EnvServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keel envs}. */
@Command(
        name = "envs",
        description = "Environments: list, check, serve and time them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            EnvsListCommand.class,
            EnvsCheckCommand.class,
            EnvsCommand.ServeCommand.class,
            EnvsBenchCommand.class
        })
final class EnvsCommand {
    /** {@code keel envs serve}. */
    @Command(name = "serve", description = "Serve the native environments over gRPC until Ctrl-C.")
    static final class ServeCommand extends PrintingCommand implements Callable<Integer> {
        @Option(
                names = "--bind",
                paramLabel = "HOST:PORT",
                description = "Where to listen (default: 127.0.0.1:50051; port 0 picks a free one).")
        private String bind = "127.0.0.1:50051";

        @Override
        public Integer call() throws InterruptedException {
            try (EnvProvider environments = new NativeEnvironments();
                    EnvServer server = EnvServer.start(bind, environments)) {
                out().printf(
                                "keel serving %d environments on %s%n",
                                environments.ids().size(), server.address());
                out().flush();
                server.awaitTermination();
            }
            return ExitCode.DONE;
        }
    }
}
