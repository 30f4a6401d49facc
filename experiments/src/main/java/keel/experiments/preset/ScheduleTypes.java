package keel.experiments.preset;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import keel.training.rate.Clamp;
import keel.training.rate.Constant;
import keel.training.rate.Cosine;
import keel.training.rate.CosineRestarts;
import keel.training.rate.Curve;
import keel.training.rate.ExpRange;
import keel.training.rate.Exponential;
import keel.training.rate.Geometric;
import keel.training.rate.InverseSquareRoot;
import keel.training.rate.InverseTime;
import keel.training.rate.Jitter;
import keel.training.rate.Linear;
import keel.training.rate.Mirror;
import keel.training.rate.MultiStep;
import keel.training.rate.Noam;
import keel.training.rate.OneCycle;
import keel.training.rate.PhaseShift;
import keel.training.rate.Piecewise;
import keel.training.rate.Polynomial;
import keel.training.rate.Product;
import keel.training.rate.RateSchedule;
import keel.training.rate.Sequence;
import keel.training.rate.Sigmoid;
import keel.training.rate.Step;
import keel.training.rate.Tanh;
import keel.training.rate.Triangular;
import keel.training.rate.Triangular2;
import keel.training.rate.WarmUp;
import keel.training.rate.WarmUpStableDecay;

/** Rate schedules by the name of their type. What a combinator combines stands under {@value #OF}. */
final class ScheduleTypes {
    static final String OF = "of";
    static final String CONSTANT = "constant";

    private static final Map<String, Curve> CURVES = Section.byKey(Curve.values(), Curve::key);
    private static final Map<String, Jitter.Distribution> DISTRIBUTIONS =
            Section.byKey(Jitter.Distribution.values(), Jitter.Distribution::key);

    static final Map<String, Variant<RateSchedule>> ALL = all();

    private ScheduleTypes() {}

    private static Map<String, Variant<RateSchedule>> all() {
        Map<String, Variant<RateSchedule>> all = new TreeMap<>();
        decays(all);
        curves(all);
        cycles(all);
        combinators(all);
        return all;
    }

    private static void decays(Map<String, Variant<RateSchedule>> all) {
        all.put(CONSTANT, Variant.of(s -> new Constant(s.number("value"))));
        all.put("step", Variant.of(s -> new Step(s.number("initial"), s.number("factor"), s.whole("every"))));
        all.put("multi-step", Variant.of(s -> new MultiStep(s.number("initial"), s.number("factor"), s.counts("at"))));
        all.put(
                "exponential",
                Variant.of("every: 1", s -> new Exponential(s.number("initial"), s.number("decay"), s.whole("every"))));
        all.put(
                "inverse-time",
                Variant.of(
                        "power: 1", s -> new InverseTime(s.number("initial"), s.number("decay"), s.number("power"))));
        all.put(
                "inverse-square-root",
                Variant.of(
                        "phase: 0",
                        s -> new InverseSquareRoot(s.number("peak"), s.whole("warm-up"), s.whole("phase"))));
        all.put("noam", Variant.of("scale: 1", s -> new Noam(s.number("scale"), s.whole("width"), s.whole("warm-up"))));
    }

    private static void curves(Map<String, Variant<RateSchedule>> all) {
        all.put("linear", Variant.of(s -> new Linear(s.number("start"), s.number("end"), s.whole(length(s)))));
        all.put("geometric", Variant.of(s -> new Geometric(s.number("start"), s.number("end"), s.whole(length(s)))));
        all.put(
                "polynomial",
                Variant.of(
                        "{power: 1, cycle: false}",
                        s -> new Polynomial(
                                s.number("high"),
                                s.number("low"),
                                s.whole(length(s)),
                                s.number("power"),
                                s.flag("cycle"))));
        all.put(
                "cosine",
                Variant.of(
                        "power: 1",
                        s -> new Cosine(s.number("high"), s.number("low"), s.whole(length(s)), s.number("power"))));
        all.put(
                "sigmoid",
                Variant.of(s -> new Sigmoid(s.number("start"), s.number("end"), s.whole("middle"), s.number("width"))));
        all.put(
                "tanh",
                Variant.of(
                        "{lower: -6, upper: 3}",
                        s -> new Tanh(
                                s.number("high"),
                                s.number("low"),
                                s.whole(length(s)),
                                s.number("lower"),
                                s.number("upper"))));
        all.put(
                "piecewise",
                Variant.of(
                        "curve: hold",
                        s -> new Piecewise(s.counts("at"), s.numbers("values"), s.choice("curve", CURVES))));
        all.put(
                "one-cycle",
                Variant.of(
                        "{rise: 0.3, start-divisor: 25, end-divisor: 10000, curve: cosine, three-phase: false}",
                        s -> new OneCycle(
                                s.number("high"),
                                s.whole(length(s)),
                                s.number("rise"),
                                s.number("start-divisor"),
                                s.number("end-divisor"),
                                s.choice("curve", CURVES),
                                s.flag("three-phase"))));
        all.put(
                "warm-up-stable-decay",
                Variant.of(
                        "{start: 0, low: 0, curve: cosine}",
                        s -> new WarmUpStableDecay(
                                s.number("high"),
                                s.whole("warm-up"),
                                s.whole("stable"),
                                s.whole("decay"),
                                s.number("start"),
                                s.number("low"),
                                s.choice("curve", CURVES))));
    }

    private static void cycles(Map<String, Variant<RateSchedule>> all) {
        all.put(
                "cosine-restarts",
                Variant.of(
                        "{multiplier: 1, decay: 1, phase: 0}",
                        s -> new CosineRestarts(
                                s.number("high"),
                                s.number("low"),
                                s.whole("period"),
                                s.number("multiplier"),
                                s.number("decay"),
                                s.has("cycles") ? OptionalLong.of(s.whole("cycles")) : OptionalLong.empty(),
                                s.whole("phase"))));
        all.put(
                "triangular",
                Variant.of(
                        "{rise: 0.5, phase: 0}",
                        s -> new Triangular(
                                s.number("low"),
                                s.number("high"),
                                s.whole("period"),
                                s.number("rise"),
                                s.whole("phase"))));
        all.put(
                "triangular2",
                Variant.of(
                        "{rise: 0.5, phase: 0}",
                        s -> new Triangular2(
                                s.number("low"),
                                s.number("high"),
                                s.whole("period"),
                                s.number("rise"),
                                s.whole("phase"))));
        all.put(
                "exp-range",
                Variant.of(
                        "{rise: 0.5, phase: 0}",
                        s -> new ExpRange(
                                s.number("low"),
                                s.number("high"),
                                s.whole("period"),
                                s.number("gamma"),
                                s.number("rise"),
                                s.whole("phase"))));
    }

    private static void combinators(Map<String, Variant<RateSchedule>> all) {
        all.put("warm-up", Variant.of("start: 0", s -> new WarmUp(s.whole(length(s)), s.number("start"), part(s, OF))));
        all.put("sequence", Variant.of(s -> new Sequence(parts(s), s.counts("lengths"))));
        all.put("product", Variant.of(s -> new Product(parts(s))));
        all.put(
                "clamp",
                Variant.of(
                        "low: 0",
                        s -> new Clamp(
                                s.number("low"),
                                s.has("high") ? OptionalDouble.of(s.number("high")) : OptionalDouble.empty(),
                                part(s, OF))));
        all.put("phase-shift", Variant.of(s -> new PhaseShift(s.whole("by"), part(s, OF))));
        all.put("mirror", Variant.of(s -> new Mirror(part(s, OF))));
        all.put(
                "jitter",
                Variant.of(
                        "{distribution: log-normal, seed: 0}",
                        s -> new Jitter(
                                s.choice("distribution", DISTRIBUTIONS),
                                s.number("spread"),
                                s.whole("seed"),
                                part(s, OF))));
    }

    /**
     * What a schedule's length is called: a rate's counts updates of its network, and that of a coefficient, such as a clip
     * range, environment steps of the run, or a pair's iterations.
     */
    private static String length(Section s) {
        if (s.within(RateReader.RATES) || s.within(RateReader.MOMENTUM)) {
            return "updates";
        }
        return s.within("gan") ? "iterations" : "env-steps";
    }

    /** The schedule under this key: a number, or a mapping with a type. Its faults are reported. */
    static Optional<RateSchedule> read(Section parent, String key) {
        if (!parent.isMapping(key)) {
            double value =
                    parent.number(key, "a rate such as 1e-3, or a mapping such as { type: constant, value: 1e-3 }");
            return parent.buildAt(key, () -> new Constant(value));
        }
        Section s = parent.section(key);
        Optional<RateSchedule> schedule = Optional.empty();
        Optional<Variant<RateSchedule>> type = s.type(ALL);
        if (type.isPresent()) {
            schedule = s.read(type.get().read());
            s.finish();
        }
        return schedule;
    }

    /** A stand-in where there was a fault. */
    private static RateSchedule part(Section parent, String key) {
        return read(parent, key).orElse(new Constant(0));
    }

    private static List<RateSchedule> parts(Section parent) {
        Section elements = parent.elements(OF);
        return elements.keys().stream().map(index -> part(elements, index)).toList();
    }
}
