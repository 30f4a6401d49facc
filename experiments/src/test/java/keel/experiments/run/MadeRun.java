package keel.experiments.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.preset.Setting;
import keel.training.MemberResult.DivergenceReport;
import keel.training.guard.Divergence;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.UpdateRecord;

/** A run that nobody trained: a shipped preset's setting, and measurements as a test needs them. */
public final class MadeRun {
    /** Environment steps from one evaluation to the next; a tenth as many updates. */
    public static final int EVERY = 1_000;

    private final Setting setting;
    private final long seed;
    private final List<MetricRecord> records = new ArrayList<>();

    private MadeRun(Setting setting, long seed) {
        this.setting = setting;
        this.seed = seed;
    }

    public static MadeRun of(String preset, long seed, String... assignments) {
        return new MadeRun(new PresetCatalog().resolve(preset, PresetCatalog.Overrides.of(List.of(assignments))), seed);
    }

    /** Evaluations, one every {@link #EVERY} steps. */
    public MadeRun scores(double... scores) {
        return each("eval/return", scores);
    }

    /** One metric's values, one every {@link #EVERY} steps. */
    public MadeRun each(String metric, double... values) {
        for (int i = 0; i < values.length; i++) {
            long step = (i + 1L) * EVERY;
            record(step / 10, step, Map.of(metric, values[i]));
        }
        return this;
    }

    /** Anything else; records come in order of environment steps. */
    public MadeRun record(long update, long environmentStep, Map<String, Double> values) {
        records.add(new MetricRecord(update, environmentStep, values));
        return this;
    }

    /** Without an outcome. */
    public RunRecord running() {
        return ended(Optional.empty());
    }

    /** Its final scores are those of the last evaluation. */
    public RunRecord completed() {
        Map<String, Double> scores = new LinkedHashMap<>();
        records.forEach(record -> record.values().forEach((metric, value) -> {
            if (metric.startsWith("eval/") || metric.startsWith("modes/") || metric.startsWith("collapse/")) {
                scores.put(metric, value);
            }
        }));
        return ended(Optional.of(outcome(Outcome.Status.COMPLETED, "all done", scores, Optional.empty())));
    }

    public RunRecord ended(Outcome.Status status, String reason) {
        return ended(Optional.of(outcome(status, reason, Map.of(), Optional.empty())));
    }

    /** Diverged at an update of one network, with the losses before it. */
    public RunRecord diverged(String network, double rate, double... losses) {
        List<UpdateRecord> recent = new ArrayList<>();
        for (int i = 0; i < losses.length; i++) {
            recent.add(new UpdateRecord(i, rate, losses[i], 1, 1));
        }
        UpdateRecord last = new UpdateRecord(losses.length, rate, Double.NaN, Double.NaN, Double.NaN);
        Divergence divergence = new Divergence(network, "loss", Double.NaN, last, "");
        return ended(Optional.of(outcome(
                Outcome.Status.DIVERGED,
                divergence.sentence(),
                Map.of(),
                Optional.of(new DivergenceReport(divergence, new TreeMap<>(Map.of(network, recent)))))));
    }

    private static Outcome outcome(
            Outcome.Status status, String reason, Map<String, Double> scores, Optional<DivergenceReport> divergence) {
        return new Outcome(status, reason, 0, 0, scores, 1, divergence);
    }

    private RunRecord ended(Optional<Outcome> outcome) {
        ObjectNode meta = JsonNodeFactory.instance.objectNode();
        meta.put("preset", setting.preset()).put("setting", setting.id()).put("seed", seed);
        List<MetricRecord> inOrder = records.stream()
                .sorted(Comparator.comparingLong(MetricRecord::environmentStep).thenComparingLong(MetricRecord::update))
                .toList();
        return new RunRecord(
                Path.of("nowhere", setting.id(), "seed-" + seed), setting.config(), meta, inOrder, outcome);
    }
}
