package keel.experiments.preset;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import keel.training.rate.AccuracyTarget;
import keel.training.rate.GapAware;
import keel.training.rate.Plateau;
import keel.training.rate.RateControllerSpec;
import keel.training.rate.ReduceOnPlateau;
import keel.training.rate.RestartOnPlateau;

/** Rate controllers by the name of their type. */
final class ControllerTypes {
    private static final String PLATEAU = "patience: 10, threshold: 1e-4, threshold-mode: rel, cooldown: 0";
    private static final Map<String, Plateau.Mode> MODES = Section.byKey(Plateau.Mode.values(), Plateau.Mode::key);
    private static final Map<String, Plateau.ThresholdMode> THRESHOLD_MODES =
            Section.byKey(Plateau.ThresholdMode.values(), Plateau.ThresholdMode::key);
    private static final Map<String, AccuracyTarget.Response> RESPONSES =
            Section.byKey(AccuracyTarget.Response.values(), AccuracyTarget.Response::key);

    static final Map<String, Variant<RateControllerSpec>> ALL = all();

    private ControllerTypes() {}

    private static Map<String, Variant<RateControllerSpec>> all() {
        Map<String, Variant<RateControllerSpec>> all = new TreeMap<>();
        all.put(
                "reduce-on-plateau",
                Variant.of("{%s, factor: 0.1, min-rate: 0, eps: 1e-8}".formatted(PLATEAU), ControllerTypes::reduce));
        all.put("restart-on-plateau", Variant.of("{%s}".formatted(PLATEAU), s -> {
            String metric = s.text("metric");
            return new RestartOnPlateau(metric, plateau(s));
        }));
        all.put(
                "gap-aware",
                Variant.of(
                        "{metric: loss/discriminator, below: 0.1, above: 0.1, lowest: 0.1, highest: 2, smoothing: 0.95}",
                        s -> new GapAware(
                                s.text("metric"),
                                s.number("ideal"),
                                s.number("below"),
                                s.number("above"),
                                s.number("lowest"),
                                s.number("highest"),
                                s.number("smoothing"))));
        all.put(
                "accuracy-target",
                Variant.of(
                        "{metric: discriminator/accuracy_real, target: 0.8, above-target: lower, speed: 0.01, lowest: 0.1, highest: 2}",
                        s -> new AccuracyTarget(
                                s.text("metric"),
                                s.number("target"),
                                s.choice("above-target", RESPONSES),
                                s.number("speed"),
                                s.number("lowest"),
                                s.number("highest"))));
        return all;
    }

    private static RateControllerSpec reduce(Section s) {
        String metric = s.text("metric");
        double factor = s.number("factor");
        double minRate = s.number("min-rate");
        double eps = s.number("eps");
        return new ReduceOnPlateau(metric, plateau(s), factor, minRate, eps);
    }

    private static Plateau plateau(Section s) {
        return new Plateau(
                s.choice("mode", MODES),
                s.whole("patience"),
                s.number("threshold"),
                s.choice("threshold-mode", THRESHOLD_MODES),
                s.whole("cooldown"));
    }

    /** The controller under this key. Its faults are reported. */
    static Optional<RateControllerSpec> read(Section parent, String key) {
        Section s = parent.section(key);
        Optional<RateControllerSpec> controller = Optional.empty();
        Optional<Variant<RateControllerSpec>> type = s.type(ALL);
        if (type.isPresent()) {
            controller = s.read(type.get().read());
            s.finish();
        }
        return controller;
    }
}
