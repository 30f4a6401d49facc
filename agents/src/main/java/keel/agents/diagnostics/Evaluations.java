package keel.agents.diagnostics;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** The first, the highest and the latest of the evaluations so far. */
final class Evaluations {
    private static final String METRIC = "eval/return";

    private OptionalDouble first = OptionalDouble.empty();
    private double peak = Double.NEGATIVE_INFINITY;
    private double latest;

    /** Whether the record is an evaluation's; it is taken in then. */
    boolean observe(Map<String, Double> values) {
        Optional<Double> score = Optional.ofNullable(values.get(METRIC));
        score.ifPresent(value -> {
            first = first.isPresent() ? first : OptionalDouble.of(value);
            peak = Math.max(peak, value);
            latest = value;
        });
        return score.isPresent();
    }

    /** Whether the latest is below the highest. */
    boolean belowPeak() {
        return first.isPresent() && latest < peak;
    }

    /** Whether anything was learned since the first, and the latest is below half way from there to the highest. */
    boolean belowHalfWay() {
        return first.isPresent() && peak > first.getAsDouble() && latest < (first.getAsDouble() + peak) / 2;
    }

    void save(StateWriter to) {
        to.put("first", first.stream().toArray());
        to.put("peak", peak);
        to.put("latest", latest);
    }

    void restore(StateReader from) {
        first = DoubleStream.of(from.doubles("first")).findFirst();
        peak = from.number("peak");
        latest = from.number("latest");
    }
}
