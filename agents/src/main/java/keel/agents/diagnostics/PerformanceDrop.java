package keel.agents.diagnostics;

import java.util.Map;
import java.util.Optional;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** An evaluation lies below half way between the first and the highest: half of what was learned is lost. */
public final class PerformanceDrop implements WarningRule {
    private final Evaluations evaluations = new Evaluations();

    @Override
    public String name() {
        return "performance_drop";
    }

    @Override
    public Optional<Boolean> observe(Map<String, Double> values) {
        return evaluations.observe(values) ? Optional.of(evaluations.belowHalfWay()) : Optional.empty();
    }

    @Override
    public void save(StateWriter to) {
        evaluations.save(to);
    }

    @Override
    public void restore(StateReader from) {
        evaluations.restore(from);
    }
}
