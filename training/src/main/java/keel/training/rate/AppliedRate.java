package keel.training.rate;

import java.util.Map;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** The rate of one network of one member while it trains. */
public final class AppliedRate {
    private final NetworkRate spec;

    AppliedRate(NetworkRate spec) {
        this.spec = spec;
    }

    /** The rate to apply at this update; asked once an update, in order. */
    public double at(long update) {
        return spec.schedule().at(update);
    }

    /** Whether a warm restart begins with this update. */
    public boolean restartsAt(long update) {
        return false;
    }

    /** Feeds a controller: a metric of this member that was just measured. Metrics that nobody waits for are ignored. */
    public void observe(String metric, double value) {}

    /** Adds what made up the last rate, beside the rate itself, in a fixed order: nothing for a plain schedule. */
    public void describe(String network, Map<String, Double> values) {}

    /** Adds everything that later rates depend on. */
    public void save(StateWriter to) {}

    /** Takes it back. */
    public void restore(StateReader from) {}
}
