package keel.experiments.preset;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import keel.training.rate.Constant;
import keel.training.rate.Cosine;
import keel.training.rate.CosineRestarts;
import keel.training.rate.Exponential;
import keel.training.rate.NetworkRate;
import keel.training.rate.RateSchedule;
import keel.training.rate.Triangular;

/** Reads {@code rates.<name>}. */
final class RateReader {
    private static final Map<String, Function<Section, RateSchedule>> SCHEDULES = schedules();

    private RateReader() {}

    private static Map<String, Function<Section, RateSchedule>> schedules() {
        Map<String, Function<Section, RateSchedule>> all = new LinkedHashMap<>();
        all.put("constant", s -> new Constant(s.number("value")));
        all.put("exponential", s -> new Exponential(s.number("initial"), s.number("decay")));
        all.put("cosine", s -> new Cosine(s.number("high"), s.number("low"), s.whole("updates")));
        all.put(
                "cosine-restarts",
                s -> new CosineRestarts(
                        s.number("high"),
                        s.number("low"),
                        s.whole("period"),
                        s.wholeInt("multiplier"),
                        s.whole("phase")));
        all.put(
                "triangular",
                s -> new Triangular(s.number("low"), s.number("high"), s.whole("period"), s.whole("phase")));
        return all;
    }

    static Optional<NetworkRate> read(Section rates, String name) {
        return schedule(rates, name).map(NetworkRate::of);
    }

    private static Optional<RateSchedule> schedule(Section rates, String name) {
        if (!rates.isMapping(name)) {
            double value = rates.number(name);
            return rates.buildAt(name, () -> new Constant(value));
        }
        Section s = rates.section(name);
        Function<Section, RateSchedule> make = s.choice("type", SCHEDULES);
        Optional<RateSchedule> schedule = s.build(() -> make.apply(s));
        s.finish();
        return schedule;
    }
}
