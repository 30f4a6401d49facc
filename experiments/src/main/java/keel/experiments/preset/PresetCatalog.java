package keel.experiments.preset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import keel.env.Suggestion;
import keel.training.InvalidConfigException;

/**
 * The presets that ship with Keel, and the way from a preset and overrides to a {@link Setting}.
 *
 * <p>Layers, each over the one before: the algorithm's defaults ({@code defaults/*.yaml}, the only place where a default
 * stands but for a schedule's own parameters, which are in {@link ScheduleTypes}, a controller's, in {@link ControllerTypes}, and
 * an optimiser's constants that the algorithm does not name, in {@code defaults/optimizers.yaml}), the preset with its base, a
 * file, assignments from the environment, assignments from the command line.
 */
public final class PresetCatalog {
    private static final List<String> NAMES = List.of(
            "acrobot-a2c",
            "acrobot-dqn",
            "acrobot-ppo",
            "cartpole-a2c",
            "cartpole-a2c-cyclical",
            "cartpole-dqn",
            "cartpole-hidden-ppo-lstm",
            "cartpole-ppo",
            "cartpole-qrdqn",
            "cartpole-rl4j-a2c",
            "cartpole-rl4j-double-dqn",
            "cartpole-rl4j-nstep-q",
            "mountaincar-dqn",
            "mountaincarcontinuous-sac",
            "pendulum-ddpg",
            "pendulum-ppo",
            "pendulum-sac",
            "pendulum-td3",
            "ring-gan",
            "ring-gan-cyclical",
            "grid-gan",
            "dirac-gan",
            "digits-gan",
            "fashion-dcgan");
    private static final Pattern ALGORITHM = Pattern.compile("[a-z0-9-]+");

    /** A preset's name and what it is for. */
    public record Entry(String name, String description) {}

    /** What may be laid over a preset; all may be empty. */
    public record Overrides(ObjectNode file, List<String> environment, List<String> assignments) {
        /** Nothing. */
        public static Overrides none() {
            return of(List.of());
        }

        /** These, and assignments over all of them. */
        public Overrides with(List<String> more) {
            List<String> all = new ArrayList<>(assignments);
            all.addAll(more);
            return new Overrides(file, environment, all);
        }

        /** Assignments only. */
        public static Overrides of(List<String> assignments) {
            return new Overrides(ConfigTree.parse("", "nothing"), List.of(), assignments);
        }
    }

    /** All presets, by name. */
    public List<Entry> entries() {
        return NAMES.stream()
                .map(name -> new Entry(name, preset(name).path("description").asText()))
                .toList();
    }

    /**
     * Resolves a preset.
     *
     * @throws InvalidConfigException if there is no such preset, or with one line for every fault of the outcome
     */
    public Setting resolve(String name, Overrides overrides) {
        return reread(name, layered(name, overrides));
    }

    /**
     * All layers over one another, with the defaults of schedules and optimisers, before anyone has looked at what they hold.
     *
     * @throws InvalidConfigException if there is no such preset, or an assignment is none
     */
    public ObjectNode layered(String name, Overrides overrides) {
        ObjectNode preset = preset(name);
        preset.remove("description");
        ObjectNode asked = apply(preset, overrides);
        return complete(apply(ConfigTree.merge(defaults(asked), preset), overrides));
    }

    private static ObjectNode complete(ObjectNode tree) {
        return OptimizerForm.complete(ScheduleForm.complete(tree));
    }

    /** Reads a configuration that was resolved and written before. */
    public static Setting reread(String preset, ObjectNode config) {
        ObjectNode complete = complete(config);
        return new Setting(preset, complete, SettingReader.read(complete));
    }

    private static ObjectNode apply(ObjectNode tree, Overrides overrides) {
        ObjectNode withFile = ConfigTree.merge(tree, overrides.file());
        return ConfigTree.assign(ConfigTree.assign(withFile, overrides.environment()), overrides.assignments());
    }

    private static ObjectNode preset(String name) {
        if (!NAMES.contains(name)) {
            throw new InvalidConfigException("Unknown preset '%s'.%s Known: %s. `keel presets` describes them."
                    .formatted(name, Suggestion.of(name, NAMES), String.join(", ", NAMES)));
        }
        ObjectNode tree = resource("presets/" + name);
        JsonNode base = tree.remove("base");
        return base == null ? tree : ConfigTree.merge(preset(base.asText()), tree);
    }

    /** Defaults of the algorithm that a tree asks for; of none if it asks for one that is not there, which its reader tells. */
    private static ObjectNode defaults(ObjectNode asked) {
        String kind = asked.path("kind").asText();
        String algorithm = kind.equals("agent") ? asked.path("algorithm").asText() : kind;
        boolean known = ALGORITHM.matcher(algorithm).matches()
                && PresetCatalog.class.getResource("defaults/" + algorithm + ".yaml") != null;
        return known ? resource("defaults/" + algorithm) : ConfigTree.parse("", "nothing");
    }

    /** A file beside this class, without its ending. */
    static ObjectNode resource(String name) {
        return ConfigTree.resource(PresetCatalog.class, name + ".yaml");
    }
}
