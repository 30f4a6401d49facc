package keel.training.rate;

import java.util.Optional;

/**
 * Another schedule, started {@code by} updates into its course: two networks on the same cycle can be in or out of phase.
 */
public record PhaseShift(long by, RateSchedule of) implements RateSchedule {
    private static final String TYPE = "phase-shift";

    public PhaseShift {
        Parameters.phase(TYPE, "by", by);
    }

    @Override
    public boolean restartsAt(long update) {
        return update > 0 && of.restartsAt(update + by);
    }

    @Override
    public double at(long update) {
        return of.at(update + by);
    }

    @Override
    public RateRange range() {
        return of.range();
    }

    @Override
    public Optional<Recurrence> recurrence() {
        return of.recurrence().map(r -> new Recurrence(r.period(), Math.max(0, r.first() - by)));
    }

    @Override
    public String type() {
        return TYPE;
    }
}
