package keel.training.rate;

import java.util.Optional;

/**
 * A straight line from start to another schedule's first rate, then that schedule from its own update 0.
 *
 * @param updates of the warm-up
 * @param start rate at update 0
 */
public record WarmUp(long updates, double start, RateSchedule of) implements RateSchedule {
    private static final String TYPE = "warm-up";

    public WarmUp {
        Parameters.rate(TYPE, "start", start);
        Parameters.updates(TYPE, "updates", updates);
        Parameters.phase(TYPE, "updates", updates);
    }

    @Override
    public boolean restartsAt(long update) {
        return update >= updates && of.restartsAt(update - updates);
    }

    @Override
    public double at(long update) {
        return update < updates ? Curve.LINEAR.at(start, of.at(0), (double) update / updates) : of.at(update - updates);
    }

    @Override
    public RateRange range() {
        return new RateRange(start, start).or(of.range());
    }

    @Override
    public Optional<Recurrence> recurrence() {
        return of.recurrence().map(r -> r.after(updates));
    }

    @Override
    public String type() {
        return TYPE;
    }
}
