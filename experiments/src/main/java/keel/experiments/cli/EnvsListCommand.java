package keel.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.Callable;
import keel.env.AutoresetMode;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.EnvSpec;
import keel.env.VectorEnv;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keel envs list}. */
@Command(
        name = "list",
        description = "List environments, native or of a server, with time limit, reward threshold and spaces.")
final class EnvsListCommand extends PrintingCommand implements Callable<Integer> {
    private static final String UNKNOWN = "-";

    @Mixin
    private final EnvServerOptions envServer = new EnvServerOptions();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    /** Of one lane. */
    private record Spaces(String observations, String actions) {}

    @Override
    public Integer call() {
        try (EnvProvider environments = envServer.environments()) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            TextTable table = new TextTable("id", "max steps", "threshold", "observations", "actions");
            for (EnvSpec spec : environments.specs()) {
                Spaces spaces = spaces(environments, spec.id());
                all.add(document(spec, spaces));
                table.add(
                        spec.id(),
                        spec.maxEpisodeSteps().isPresent()
                                ? Long.toString(spec.maxEpisodeSteps().getAsLong())
                                : UNKNOWN,
                        spec.rewardThreshold().isPresent()
                                ? Double.toString(spec.rewardThreshold().getAsDouble())
                                : UNKNOWN,
                        spaces.observations(),
                        spaces.actions());
            }
            if (json) {
                out().println(Output.json(all));
            } else {
                out().print(table);
                out().flush();
            }
        }
        return ExitCode.DONE;
    }

    /** An environment that cannot be opened, for want of a package of its own say, has none to show. */
    private static Spaces spaces(EnvProvider environments, String id) {
        try (VectorEnv env = environments.open(id, Map.of(), 1, AutoresetMode.NEXT_STEP)) {
            return new Spaces(SpaceText.of(env.observationSpace()), SpaceText.of(env.actionSpace()));
        } catch (EnvException e) {
            return new Spaces(UNKNOWN, UNKNOWN);
        }
    }

    private static ObjectNode document(EnvSpec spec, Spaces spaces) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", spec.id());
        spec.maxEpisodeSteps().ifPresent(steps -> node.put("max_episode_steps", steps));
        spec.rewardThreshold().ifPresent(threshold -> node.put("reward_threshold", threshold));
        node.put("nondeterministic", spec.nondeterministic());
        node.put("observation_space", spaces.observations());
        node.put("action_space", spaces.actions());
        ArrayNode arguments = node.putArray("arguments");
        spec.argumentNames().forEach(arguments::add);
        ArrayNode modes = node.putArray("render_modes");
        spec.renderModes().forEach(modes::add);
        return node;
    }
}
