package keel.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import keel.env.EnvProvider;
import keel.env.NativeEnvironments;
import keel.env.remote.RemoteEnvironments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keel envs}. */
@Command(
        name = "envs",
        description = "Environments: list them, or serve ours to others.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {EnvsCommand.ListCommand.class, EnvsServeCommand.class})
final class EnvsCommand {
    /** {@code keel envs list}. */
    @Command(name = "list", description = "List environments, native or of a server.")
    static final class ListCommand extends PrintingCommand implements Callable<Integer> {
        @Option(names = "--env-server", paramLabel = "HOST:PORT", description = "Ask this server.")
        private Optional<String> envServer = Optional.empty();

        @Option(names = "--json", description = "Print one JSON document.")
        private boolean json;

        @Override
        public Integer call() {
            try (EnvProvider environments =
                    envServer.<EnvProvider>map(RemoteEnvironments::connect).orElseGet(NativeEnvironments::new)) {
                List<String> ids = environments.ids();
                if (json) {
                    ArrayNode all = JsonNodeFactory.instance.arrayNode();
                    ids.forEach(all::add);
                    out().println(Output.json(all));
                } else {
                    ids.forEach(out()::println);
                }
            }
            return ExitCode.DONE;
        }
    }
}
