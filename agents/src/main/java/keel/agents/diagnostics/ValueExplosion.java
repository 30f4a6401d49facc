package keel.agents.diagnostics;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/**
 * The mean of the values is beyond what any return can be: {@code |q/mean|} is more than twice {@code max |reward| / (1 -
 * discount)}, with the largest reward learned from so far. With a discount of 1 there is no such bound and no warning.
 */
public final class ValueExplosion implements WarningRule {
    private static final double FACTOR = 2;
    private static final List<String> METRICS = List.of("q/mean", "value/mean");

    private final double discount;
    private final DoubleSupplier largestReward;

    /** @param largestReward size of the largest reward so far */
    public ValueExplosion(double discount, DoubleSupplier largestReward) {
        this.discount = discount;
        this.largestReward = largestReward;
    }

    @Override
    public String name() {
        return "value_explosion";
    }

    @Override
    public Optional<Boolean> observe(Map<String, Double> values) {
        if (discount == 1) {
            return Optional.empty();
        }
        double bound = FACTOR * largestReward.getAsDouble() / (1 - discount);
        return METRICS.stream()
                .map(values::get)
                .filter(Objects::nonNull)
                .map(mean -> Math.abs(mean) > bound)
                .reduce(Boolean::logicalOr);
    }

    /** Nothing: the largest reward is remembered where rewards are. */
    @Override
    public void save(StateWriter to) {}

    @Override
    public void restore(StateReader from) {}
}
