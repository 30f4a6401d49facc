package keel.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.sweep.PresetVariant;
import keel.experiments.sweep.VariedPreset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keel presets}. */
@Command(name = "presets", description = "List the presets that ship with Keel, and the variants of their rates.")
final class PresetsCommand extends PrintingCommand implements Callable<Integer> {
    private final PresetCatalog catalog = new PresetCatalog();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        if (json) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            catalog.entries().forEach(entry -> describe(entry, all.addObject()));
            out().println(Output.json(all));
        } else {
            printPresets();
            printVariants();
        }
        return ExitCode.DONE;
    }

    private void describe(PresetCatalog.Entry entry, ObjectNode json) {
        json.put("name", entry.name()).put("description", entry.description());
        ArrayNode variants = json.putArray("variants");
        PresetVariant.all().stream()
                .filter(variant -> fits(entry, variant))
                .forEach(variant -> variants.add(VariedPreset.name(entry.name(), variant)));
    }

    private boolean fits(PresetCatalog.Entry entry, PresetVariant variant) {
        return VariedPreset.fits(catalog.resolve(entry.name(), PresetCatalog.Overrides.none()), variant);
    }

    private void printPresets() {
        List<PresetCatalog.Entry> entries = catalog.entries();
        int width = entries.stream().mapToInt(e -> e.name().length()).max().orElse(0);
        entries.forEach(entry -> out().println(padded(entry.name(), width) + entry.description()));
    }

    private void printVariants() {
        List<PresetVariant> all = PresetVariant.all();
        int width = all.stream().mapToInt(v -> v.name().length()).max().orElse(0);
        all.stream().map(PresetVariant::networks).distinct().forEach(networks -> {
            List<PresetVariant> variants =
                    all.stream().filter(v -> v.networks().equals(networks)).toList();
            out().printf(
                            "%nVariants, written behind a preset with %s, as in %s:%n",
                            String.join(" and ", networks), example(variants.get(0)));
            for (PresetVariant variant : variants) {
                String vary =
                        variant.vary().stream().map(PresetsCommand::option).collect(Collectors.joining(" "));
                out().println(padded(variant.name(), width) + variant.about() + "  (" + vary + ")");
            }
        });
    }

    private String example(PresetVariant variant) {
        String preset = catalog.entries().stream()
                .filter(entry -> fits(entry, variant))
                .map(PresetCatalog.Entry::name)
                .findFirst()
                .orElse("PRESET");
        return VariedPreset.name(preset, variant);
    }

    /** As a shell takes it. */
    private static String option(String vary) {
        return vary.matches("[\\w.=:/-]+") ? "--vary " + vary : "--vary '" + vary + "'";
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width + 2 - text.length());
    }
}
