package keel.experiments.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import keel.env.Suggestion;
import keel.experiments.preset.ConfigTree;
import keel.experiments.preset.ScaledRate;
import keel.experiments.preset.ShapedRate;
import keel.training.InvalidConfigException;

/**
 * How {@code --vary} is written: {@code key=values}, where values are separated by commas (those inside braces, brackets and
 * quotes aside) and each is YAML, or {@code LOW..HIGH:logN} or {@code LOW..HIGH:linN} for N numbers from LOW to HIGH, both
 * included. {@code key=ratio(other.key):values} multiplies what the other key has. {@code rates.<network>.type=types} shapes a
 * rate.
 */
final class AxisGrammar {
    private static final String NUMBER = "[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?";
    private static final Pattern RANGE =
            Pattern.compile("(" + NUMBER + ")\\.\\.(" + NUMBER + ")(?::(log|lin)(\\d{1,6}))?");
    private static final Pattern RATIO = Pattern.compile("ratio\\(([^()]*)\\)(?::(.*))?", Pattern.DOTALL);
    private static final Pattern SHAPE = Pattern.compile("rates\\.[^.]+\\.type");
    private static final int MOST_VALUES = 10_000;

    private AxisGrammar() {}

    /**
     * Reads one axis.
     *
     * @throws InvalidConfigException naming it, with one line for every fault
     */
    static Axis parse(String text) {
        int equals = text.indexOf('=');
        String key = equals < 0 ? "" : text.substring(0, equals).strip();
        InvalidConfigException.require(
                !key.isEmpty() && !List.of(key.split("\\.", -1)).contains(""),
                "--vary %s: expected dotted.key=values, for example --vary rates.q=1e-4,1e-3.".formatted(text));
        String values = text.substring(equals + 1).strip();
        Matcher ratio = RATIO.matcher(values);
        if (ratio.matches()) {
            return ratio(text, key, ratio.group(1).strip(), ratio.group(2) == null ? "" : ratio.group(2));
        }
        List<JsonNode> read = values(text, values);
        return SHAPE.matcher(key).matches()
                ? shapes(text, key.substring(0, key.lastIndexOf('.')), read)
                : new Axis.Values(text, key, read);
    }

    private static Axis ratio(String text, String key, String of, String values) {
        InvalidConfigException.require(
                !of.isEmpty() && !values.isBlank(),
                "--vary %s: expected %s=ratio(other.key):factors, for example rates.critic=ratio(rates.actor):1,3,10."
                        .formatted(text, key));
        List<JsonNode> read = values(text, values);
        for (JsonNode factor : read) {
            InvalidConfigException.require(
                    factor.isNumber() && factor.doubleValue() > 0 && Double.isFinite(factor.doubleValue()),
                    "--vary %s: %s is no factor; a ratio is a finite number above 0. Write 1,3,10 for example."
                            .formatted(text, factor));
        }
        return new Axis.Ratio(
                text, key, of, read.stream().map(JsonNode::doubleValue).toList());
    }

    private static Axis shapes(String text, String rate, List<JsonNode> types) {
        List<String> names = types.stream().map(JsonNode::asText).toList();
        List<String> faults = new ArrayList<>();
        for (String name : names) {
            if (!ShapedRate.types().contains(name)) {
                faults.add(
                        "--vary %s: '%s' is none of the schedules that can be made from a rate: %s.%s Write others whole: --vary '%s={type: …},{type: …}'."
                                .formatted(
                                        text,
                                        name,
                                        String.join(", ", ShapedRate.types()),
                                        Suggestion.of(name, ShapedRate.types()),
                                        rate));
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidConfigException(String.join("\n", faults));
        }
        return new Axis.Shapes(text, rate, names);
    }

    private static List<JsonNode> values(String text, String list) {
        Set<JsonNode> values = new LinkedHashSet<>();
        for (String element : split(list)) {
            InvalidConfigException.require(
                    !element.isBlank(),
                    "--vary %s: a value is missing before or after a comma. Write a null as null.".formatted(text));
            List<JsonNode> read = element(text, element.strip());
            for (JsonNode value : read) {
                InvalidConfigException.require(
                        values.add(value), "--vary %s: %s stands twice. Name each value once.".formatted(text, value));
            }
        }
        return List.copyOf(values);
    }

    private static List<JsonNode> element(String text, String element) {
        Matcher range = RANGE.matcher(element);
        if (!range.matches()) {
            return List.of(ConfigTree.parseValue(element, "--vary " + text));
        }
        double low = Double.parseDouble(range.group(1));
        double high = Double.parseDouble(range.group(2));
        InvalidConfigException.require(
                range.group(3) != null,
                "--vary %s: %s does not say how many values it has. Write %s:log5 or %s:lin5."
                        .formatted(text, element, element, element));
        boolean log = range.group(3).equals("log");
        int count = Integer.parseInt(range.group(4));
        InvalidConfigException.require(
                count >= 2 && count <= MOST_VALUES && low < high && Double.isFinite(high),
                "--vary %s: %s needs between 2 and %d values, from a smaller number to a larger one. Write 1e-4..1e-1:log5, for example."
                        .formatted(text, element, MOST_VALUES));
        InvalidConfigException.require(
                !log || low > 0,
                "--vary %s: %s is spaced by ratios, so it must begin above 0. Begin at 1e-5, for example, or use :lin%d."
                        .formatted(text, element, count));
        List<JsonNode> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(DoubleNode.valueOf(at(low, high, log, (double) i / (count - 1))));
        }
        return values;
    }

    /** To ten digits, so that grids that share a value have the same one. */
    private static double at(double low, double high, boolean log, double share) {
        if (share == 0 || share == 1) {
            return share == 0 ? low : high;
        }
        return ScaledRate.rounded(
                log
                        ? StrictMath.exp(StrictMath.log(low) * (1 - share) + StrictMath.log(high) * share)
                        : low + (high - low) * share);
    }

    /** At commas that stand in no brace, bracket or quotation. */
    static List<String> split(String list) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        char quote = 0;
        int start = 0;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(list.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(list.substring(start));
        return parts;
    }
}
