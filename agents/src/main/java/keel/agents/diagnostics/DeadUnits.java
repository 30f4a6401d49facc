package keel.agents.diagnostics;

import java.util.Map;
import java.util.Optional;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** More than half of the hidden units of a network are dead: {@code dead_units/<network>} above 0.5. */
public final class DeadUnits implements WarningRule {
    private static final double SHARE = 0.5;
    private static final String METRICS = "dead_units/";

    @Override
    public String name() {
        return "dead_units";
    }

    @Override
    public Optional<Boolean> observe(Map<String, Double> values) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(METRICS))
                .map(entry -> entry.getValue() > SHARE)
                .reduce(Boolean::logicalOr);
    }

    /** Nothing. */
    @Override
    public void save(StateWriter to) {}

    @Override
    public void restore(StateReader from) {}
}
