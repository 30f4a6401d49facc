package keel.experiments.preset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import keel.training.rate.RateSchedule;

/**
 * Schedules of a given highest rate r for a run of U updates: what a sweep over {@code rates.<network>.type} makes of a plain
 * number. The only place where these forms stand.
 */
public final class ShapedRate {
    /** How far decaying schedules fall. */
    private static final double FLOOR = 0.01;

    /** How far cyclical schedules fall. */
    private static final double CYCLE_FLOOR = 0.1;

    private static final int CYCLES = 10;
    private static final int STAGES = 3;
    private static final String TRIANGULAR = "triangular";

    /** A shape that is no type of its own: two networks, one in each of these shapes, are never both at their highest rate. */
    private static final String ANTIPHASE = "triangular-antiphase";

    private static final Map<String, BiFunction<Double, Long, String>> FORMS = forms();

    private ShapedRate() {}

    private static Map<String, BiFunction<Double, Long, String>> forms() {
        Map<String, BiFunction<Double, Long, String>> forms = new TreeMap<>();
        forms.put("constant", (r, u) -> "value: %s".formatted(r));
        forms.put("linear", (r, u) -> "start: %s, end: 0, updates: %d".formatted(r, u));
        forms.put("polynomial", (r, u) -> "high: %s, low: 0, updates: %d, power: 2".formatted(r, u));
        forms.put("geometric", (r, u) -> "start: %s, end: %s, updates: %d".formatted(r, part(r, FLOOR), u));
        forms.put("cosine", (r, u) -> "high: %s, low: %s, updates: %d".formatted(r, part(r, FLOOR), u));
        forms.put("tanh", (r, u) -> "high: %s, low: %s, updates: %d".formatted(r, part(r, FLOOR), u));
        forms.put("exponential", (r, u) -> "initial: %s, decay: %s, every: %d".formatted(r, FLOOR, u));
        forms.put("step", (r, u) -> "initial: %s, factor: 0.1, every: %d".formatted(r, share(u, STAGES)));
        forms.put("inverse-square-root", (r, u) -> "peak: %s, warm-up: %d".formatted(r, share(u, CYCLES)));
        forms.put("one-cycle", (r, u) -> "high: %s, updates: %d".formatted(r, Math.max(2, u)));
        forms.put(
                "warm-up-stable-decay",
                (r, u) -> "high: %s, warm-up: %d, stable: %d, decay: %d"
                        .formatted(r, share(u, CYCLES), share(7 * u, CYCLES), share(2 * u, CYCLES)));
        for (String cyclical : List.of("cosine-restarts", TRIANGULAR, "triangular2")) {
            forms.put(cyclical, ShapedRate::cycles);
        }
        forms.put(ANTIPHASE, (r, u) -> "%s, phase: %d".formatted(cycles(r, u), share(u, CYCLES) / 2));
        return forms;
    }

    private static String cycles(double rate, long updates) {
        return "low: %s, high: %s, period: %d".formatted(part(rate, CYCLE_FLOOR), rate, share(updates, CYCLES));
    }

    private static double part(double rate, double share) {
        return ScaledRate.rounded(rate * share);
    }

    /** At least 2, so that a cycle has two sides. */
    private static long share(long updates, int parts) {
        return Math.max(2, (updates + parts - 1) / parts);
    }

    /** The words for shapes: types of schedules, and {@code triangular-antiphase}. */
    public static Set<String> types() {
        return FORMS.keySet();
    }

    /**
     * A schedule in one of the {@linkplain #types shapes}.
     *
     * @param peak its highest rate
     * @param updates of its network in the whole run
     */
    public static ObjectNode of(String shape, double peak, long updates) {
        BiFunction<Double, Long, String> form = FORMS.get(shape);
        if (form == null) {
            throw new IllegalArgumentException("there is no form of '%s'; ask types() first".formatted(shape));
        }
        String type = shape.equals(ANTIPHASE) ? TRIANGULAR : shape;
        return ConfigTree.parse("{type: %s, %s}".formatted(type, form.apply(peak, updates)), shape);
    }

    /** The highest rate of a number or a schedule; empty if it is neither. */
    public static Optional<Double> peak(JsonNode rate) {
        ObjectNode holder = ConfigTree.parse("", "nothing");
        ObjectNode section = holder.putObject(RateReader.RATES);
        section.set("r", rate);
        ObjectNode complete = ScheduleForm.complete(holder);
        List<String> faults = new ArrayList<>();
        Optional<RateSchedule> schedule = ScheduleTypes.read(
                new Section(RateReader.RATES, (ObjectNode) complete.get(RateReader.RATES), faults), "r");
        return faults.isEmpty() ? schedule.map(s -> s.range().high()) : Optional.empty();
    }
}
