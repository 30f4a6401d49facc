package keel.experiments.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import keel.experiments.run.RunRecord;
import keel.training.InvalidConfigException;
import keel.training.telemetry.MetricRecord;

/**
 * When a run of a pair counts as held at its equilibrium.
 *
 * @param threshold of the last value of a metric; without one, a Dirac-GAN must end nearer to its equilibrium than it began
 */
public record HeldRule(Optional<Threshold> threshold) {
    private static final Pattern TEXT = Pattern.compile("\\s*([^<>=\\s]+)\\s*(>=|<=)\\s*(\\S+)\\s*");

    /** Nearer than at the beginning. */
    public static final HeldRule NEARER = new HeldRule(Optional.empty());

    /** {@code least} says whether the value is the smallest that counts, or the largest. */
    record Threshold(String metric, boolean least, double value) {}

    /**
     * From {@code METRIC>=VALUE} or {@code METRIC<=VALUE}.
     *
     * @throws InvalidConfigException if it is neither
     */
    public static HeldRule parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        try {
            if (matcher.matches()) {
                return new HeldRule(Optional.of(new Threshold(
                        matcher.group(1), matcher.group(2).equals(">="), Double.parseDouble(matcher.group(3)))));
            }
        } catch (NumberFormatException e) {
            // Answered below, as any other text that is no rule.
        }
        throw new InvalidConfigException(
                "--held is '%s', but it must be METRIC>=VALUE or METRIC<=VALUE, such as 'modes/high_quality>=0.9'."
                        .formatted(text));
    }

    /** Whether a run that completed was held; nothing if it did not measure what it takes to tell. */
    Optional<Boolean> held(RunRecord run) {
        if (threshold.isPresent()) {
            OptionalDouble value = last(run.metrics(), threshold.get().metric());
            double bound = threshold.get().value();
            return value.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            threshold.get().least() ? value.getAsDouble() >= bound : value.getAsDouble() <= bound);
        }
        List<Double> distances = run.metrics().stream()
                .filter(record -> record.values().containsKey("dirac/theta"))
                .map(record -> Math.hypot(
                        record.values().get("dirac/theta"), record.values().get("dirac/psi")))
                .toList();
        return distances.size() < 2
                ? Optional.empty()
                : Optional.of(distances.get(distances.size() - 1) < distances.get(0));
    }

    private static OptionalDouble last(List<MetricRecord> records, String metric) {
        for (int i = records.size() - 1; i >= 0; i--) {
            Double value = records.get(i).values().get(metric);
            if (value != null) {
                return OptionalDouble.of(value);
            }
        }
        return OptionalDouble.empty();
    }

    /** In words. */
    String text() {
        return threshold
                .map(t -> "%s %s %s at the end".formatted(t.metric(), t.least() ? ">=" : "<=", t.value()))
                .orElse("nearer to its equilibrium at the end than at the beginning");
    }
}
