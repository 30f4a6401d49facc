package keel.agents.diagnostics;

import java.util.Map;
import java.util.Optional;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** An early sign of collapse, looked for in what one member measures. */
public sealed interface WarningRule permits EntropyCollapse, ValueExplosion, DeadUnits, LostRank, PerformanceDrop {
    /** Of its metric, after {@code warning/}. */
    String name();

    /**
     * Takes in a record.
     *
     * @param values metric name to value
     * @return whether the sign shows; empty where the record does not say
     */
    Optional<Boolean> observe(Map<String, Double> values);

    /** Adds what later answers depend on. */
    void save(StateWriter to);

    /** Takes it back. */
    void restore(StateReader from);
}
