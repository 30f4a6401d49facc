package keel.experiments.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;

/**
 * One thing that a sweep varies.
 *
 * <p>Axes are crossed in the order in which they were given, but resolved in the order in which they need each other: a ratio
 * after the key it multiplies, the shape of a rate after the rate.
 */
public sealed interface Axis {
    /** The dotted key that it sets; no two axes have the same. */
    String key();

    /** The dotted key that is written in the end: all that is below it may change. */
    default String written() {
        return key();
    }

    /** What each of its values is called, in order. */
    List<String> labels();

    /** The whole of {@code --vary}. */
    String text();

    /** Values of a key, as they are. */
    record Values(String text, String key, List<JsonNode> values) implements Axis {
        public Values {
            values = List.copyOf(values);
        }

        @Override
        public List<String> labels() {
            return values.stream()
                    .map(value -> value.isTextual() ? value.textValue() : value.toString())
                    .toList();
        }
    }

    /**
     * Multiples of what another key has in the same setting.
     *
     * @param of the other key: a number, or a rate schedule
     */
    record Ratio(String text, String key, String of, List<Double> factors) implements Axis {
        public Ratio {
            factors = List.copyOf(factors);
        }

        @Override
        public List<String> labels() {
            return factors.stream()
                    .map(factor -> new BigDecimal(Double.toString(factor))
                                    .stripTrailingZeros()
                                    .toPlainString() + "x")
                    .toList();
        }
    }

    /**
     * Types of a network's schedule, each shaped so that its highest rate is the one that the setting has without it.
     *
     * @param rate the key of the rate, {@code rates.<network>}
     */
    record Shapes(String text, String rate, List<String> types) implements Axis {
        public Shapes {
            types = List.copyOf(types);
        }

        @Override
        public String key() {
            return rate + ".type";
        }

        @Override
        public String written() {
            return rate;
        }

        @Override
        public List<String> labels() {
            return types;
        }

        /** Whose rate it is. */
        String network() {
            return rate.substring(rate.indexOf('.') + 1);
        }
    }
}
