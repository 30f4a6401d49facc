package keel.experiments.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import keel.experiments.preset.ConfigTree;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.preset.Setting;
import keel.experiments.sweep.VariedPreset;
import keel.training.InvalidConfigException;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A preset and what is laid over it: the arguments that show, rates and run share. */
final class SettingOptions {
    @Parameters(paramLabel = "PRESET", description = "Name of a preset, or PRESET+VARIANT; `keel presets` lists them.")
    private String preset = "";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Change one key of the configuration, for example --set rates.q=1e-3. The value is YAML.")
    private List<String> assignments = new ArrayList<>();

    @Option(names = "--config", paramLabel = "FILE", description = "A YAML file to lay over the preset.")
    private Optional<Path> file = Optional.empty();

    /** The resolved setting; precedence default, preset, file, KEEL_SET, --set. */
    Setting resolve() {
        return preset().resolve(overrides());
    }

    VariedPreset preset() {
        return VariedPreset.parse(preset);
    }

    /** What is laid over the preset. */
    PresetCatalog.Overrides overrides() {
        return new PresetCatalog.Overrides(fileTree(), environment(), assignments);
    }

    private ObjectNode fileTree() {
        if (file.isEmpty()) {
            return ConfigTree.parse("", "nothing");
        }
        try {
            return ConfigTree.parse(Files.readString(file.get()), file.get().toString());
        } catch (IOException e) {
            throw new InvalidConfigException("Cannot read --config %s: %s. Check the path and its permissions."
                    .formatted(file.get(), e.toString()));
        }
    }

    /** Assignments in the environment variable KEEL_SET, separated by semicolons. */
    private static List<String> environment() {
        String value = System.getenv().getOrDefault("KEEL_SET", "");
        return Arrays.stream(value.split(";", -1))
                .map(String::strip)
                .filter(assignment -> !assignment.isEmpty())
                .toList();
    }
}
