package keel.experiments.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import keel.experiments.stability.Estimate;
import keel.experiments.stability.Interval;

/** How numbers and documents look on a terminal. */
final class Output {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Output() {}

    /** One indented JSON document. */
    static String json(JsonNode node) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }

    /** Four significant digits or so. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-3 || size >= 1e6)) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        return String.format(Locale.ROOT, size >= 100 ? "%.1f" : size >= 1 ? "%.2f" : "%.4f", value);
    }

    /** Mean and interval. */
    static String estimate(Estimate estimate) {
        String mean = number(estimate.mean());
        return estimate.interval()
                .map(interval -> mean + " " + interval(interval))
                .orElse(mean);
    }

    static String interval(Interval interval) {
        return "[" + number(interval.low()) + ", " + number(interval.high()) + "]";
    }
}
