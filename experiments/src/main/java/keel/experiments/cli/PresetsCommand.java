package keel.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.concurrent.Callable;
import keel.experiments.preset.PresetCatalog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keel presets}. */
@Command(name = "presets", description = "List the presets that ship with Keel.")
final class PresetsCommand extends PrintingCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        List<PresetCatalog.Entry> entries = new PresetCatalog().entries();
        if (json) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            entries.forEach(entry -> all.addObject().put("name", entry.name()).put("description", entry.description()));
            out().println(Output.json(all));
        } else {
            int width = entries.stream().mapToInt(e -> e.name().length()).max().orElse(0);
            entries.forEach(entry -> out().println(
                            entry.name() + " ".repeat(width + 2 - entry.name().length()) + entry.description()));
        }
        return ExitCode.DONE;
    }
}
