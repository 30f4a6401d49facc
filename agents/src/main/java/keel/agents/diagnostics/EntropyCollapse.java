package keel.agents.diagnostics;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/**
 * The policy has all but stopped exploring while the latest evaluation is below the highest: {@code policy/entropy} of choices
 * is below 5 % of the largest so far. Of real numbers the entropy is differential and may be negative, so there the mean
 * width is compared instead: the sign shows when the entropy is {@code ln 20} an action below the largest, which for a
 * Gaussian is a standard deviation (geometric mean over actions) of 5 %. A policy that explores little and is as good as it
 * ever was is no collapse.
 */
public final class EntropyCollapse implements WarningRule {
    private static final double SHARE = 0.05;
    private static final String METRIC = "policy/entropy";

    private final OptionalInt numbers;
    private final Evaluations evaluations = new Evaluations();
    private OptionalDouble largest = OptionalDouble.empty();

    /** @param numbers how many real numbers an action is; empty for choices */
    public EntropyCollapse(OptionalInt numbers) {
        this.numbers = numbers;
    }

    @Override
    public String name() {
        return "entropy_collapse";
    }

    @Override
    public Optional<Boolean> observe(Map<String, Double> values) {
        evaluations.observe(values);
        return Optional.ofNullable(values.get(METRIC)).map(entropy -> {
            double greatest = Math.max(entropy, largest.orElse(entropy));
            largest = OptionalDouble.of(greatest);
            double least =
                    numbers.isPresent() ? greatest + numbers.getAsInt() * StrictMath.log(SHARE) : SHARE * greatest;
            return entropy < least && evaluations.belowPeak();
        });
    }

    @Override
    public void save(StateWriter to) {
        evaluations.save(to);
        to.put("largest", largest.stream().toArray());
    }

    @Override
    public void restore(StateReader from) {
        evaluations.restore(from);
        largest = DoubleStream.of(from.doubles("largest")).findFirst();
    }
}
