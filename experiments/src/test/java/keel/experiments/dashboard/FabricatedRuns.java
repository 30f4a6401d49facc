package keel.experiments.dashboard;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import keel.experiments.preset.ConfigTree;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.preset.Setting;
import keel.experiments.run.RunDirectory;
import keel.experiments.sweep.SweepDesign;
import keel.experiments.sweep.SweepFile;
import keel.experiments.sweep.VariedPreset;

/** Folders of runs that nobody trained, written as a training would. */
record FabricatedRuns(Path out) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static Setting setting(String preset, String... assignments) {
        return new PresetCatalog().resolve(preset, PresetCatalog.Overrides.of(List.of(assignments)));
    }

    /** Plans a sweep: writes its file, and no run. */
    SweepDesign plan(String preset, List<String> vary, int seeds) {
        SweepDesign design = SweepDesign.of(
                VariedPreset.parse(preset),
                PresetCatalog.Overrides.of(List.of()),
                vary,
                LongStream.range(0, seeds).boxed().toList());
        SweepFile.write(out, design, List.of("sweep", preset));
        return design;
    }

    /** Makes the folder, with what is written before training. */
    Path begin(Setting setting, long seed) {
        Path run = RunDirectory.path(out, setting, seed);
        ObjectNode meta = MAPPER.createObjectNode();
        meta.put("format_version", RunDirectory.FORMAT_VERSION);
        meta.put("preset", setting.preset()).put("setting", setting.id()).put("seed", seed);
        write(run.resolve("config.yaml"), ConfigTree.toYaml(setting.config()));
        write(run.resolve("meta.json"), meta.toString());
        return run;
    }

    /** Appends measurements: a score every 1,000 environment steps. */
    static void measure(Path run, long from, long to, LongToDoubleFunction score) {
        StringBuilder lines = new StringBuilder();
        for (long i = from; i < to; i++) {
            lines.append("{\"update\":%d,\"env_step\":%d,\"wall_s\":%d.5,\"loss/actor\":0.1}\n"
                    .formatted(25 * i, 1000 * i - 500, i));
            lines.append("{\"update\":%d,\"env_step\":%d,\"wall_s\":%d.75,\"eval/return\":%s}\n"
                    .formatted(25 * i, 1000 * i, i, score.applyAsDouble(i)));
        }
        append(run.resolve("metrics.jsonl"), lines.toString());
    }

    static void end(Path run, String status, String reason) {
        ObjectNode outcome = MAPPER.createObjectNode();
        outcome.put("status", status).put("reason", reason);
        write(run.resolve("outcome.json"), outcome.toString());
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
