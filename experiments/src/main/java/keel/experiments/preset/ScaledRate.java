package keel.experiments.preset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A rate times a factor, as configuration: the same schedule with every parameter scaled that is a rate. */
public final class ScaledRate {
    /** Settings that are written with fewer digits than arithmetic leaves are recognised as equal. */
    private static final MathContext DIGITS = new MathContext(10);

    /** The parameters of each schedule that are rates; every rate of the schedule is proportional to them. */
    private static final Map<String, List<String>> RATES = Map.ofEntries(
            Map.entry(ScheduleTypes.CONSTANT, List.of("value")),
            Map.entry("step", List.of("initial")),
            Map.entry("multi-step", List.of("initial")),
            Map.entry("exponential", List.of("initial")),
            Map.entry("inverse-time", List.of("initial")),
            Map.entry("inverse-square-root", List.of("peak")),
            Map.entry("noam", List.of("scale")),
            Map.entry("linear", List.of("start", "end")),
            Map.entry("geometric", List.of("start", "end")),
            Map.entry("polynomial", List.of("high", "low")),
            Map.entry("cosine", List.of("high", "low")),
            Map.entry("sigmoid", List.of("start", "end")),
            Map.entry("tanh", List.of("high", "low")),
            Map.entry("piecewise", List.of("values")),
            Map.entry("one-cycle", List.of("high")),
            Map.entry("warm-up-stable-decay", List.of("high", "start", "low")),
            Map.entry("cosine-restarts", List.of("high", "low")),
            Map.entry("triangular", List.of("high", "low")),
            Map.entry("triangular2", List.of("high", "low")),
            Map.entry("exp-range", List.of("high", "low")),
            Map.entry("warm-up", List.of("start", ScheduleTypes.OF)),
            Map.entry("sequence", List.of(ScheduleTypes.OF)),
            Map.entry("product", List.of(ScheduleTypes.OF)),
            Map.entry("clamp", List.of("low", "high", ScheduleTypes.OF)),
            Map.entry("phase-shift", List.of(ScheduleTypes.OF)),
            Map.entry("mirror", List.of(ScheduleTypes.OF)),
            Map.entry("jitter", List.of(ScheduleTypes.OF)));

    private ScaledRate() {}

    /**
     * A number, or a schedule, times a factor.
     *
     * @param rate with every optional parameter filled in
     * @return empty if it is neither
     */
    public static Optional<JsonNode> of(JsonNode rate, double factor) {
        if (rate.isNumber()) {
            return Optional.of(times(rate, factor));
        }
        if (!(rate instanceof ObjectNode schedule)
                || !RATES.containsKey(rate.path("type").asText())) {
            return Optional.empty();
        }
        ObjectNode result = schedule.deepCopy();
        String type = rate.path("type").asText();
        for (String key : RATES.getOrDefault(type, List.of())) {
            JsonNode value = result.path(key);
            if (value instanceof ArrayNode several) {
                // One factor of a product carries the whole.
                int count = type.equals("product") ? Math.min(1, several.size()) : several.size();
                for (int i = 0; i < count; i++) {
                    several.set(i, of(several.get(i), factor).orElse(several.get(i)));
                }
            } else if (!value.isMissingNode()) {
                result.set(key, of(value, factor).orElse(value));
            }
        }
        return Optional.of(result);
    }

    private static JsonNode times(JsonNode number, double factor) {
        return DoubleNode.valueOf(rounded(number.doubleValue() * factor));
    }

    /** To ten digits: 7e-4 times 3 is 2.1e-3, as one would write it. */
    public static double rounded(double value) {
        return Double.isFinite(value) ? new BigDecimal(value).round(DIGITS).doubleValue() : value;
    }
}
