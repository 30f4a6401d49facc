package keel.training.rate;

import java.util.Optional;
import java.util.OptionalLong;
import keel.training.InvalidConfigException;

/**
 * Cosine annealing with warm restarts (SGDR, Loshchilov &amp; Hutter 2017): each cycle falls from high towards low and jumps
 * back; each cycle is {@code multiplier} times as long as the one before.
 *
 * @param period updates in the first cycle
 * @param multiplier from one cycle's length to the next: 1, or at least 1.01. Lengths need not be whole; an update belongs to the
 *     cycle in which it lies
 * @param decay from one cycle's height above low to the next, in (0, 1]
 * @param cycles after which the rate stays low; empty for no end
 * @param phase the schedule starts this many updates into its course
 */
public record CosineRestarts(
        double high, double low, long period, double multiplier, double decay, OptionalLong cycles, long phase)
        implements RateSchedule {
    private static final String TYPE = "cosine-restarts";

    public CosineRestarts {
        Parameters.rates(TYPE, low, high);
        Parameters.updates(TYPE, "period", period);
        Parameters.phase(TYPE, "phase", phase);
        // Between 1 and this bound the cycle of a late update would take long to find.
        InvalidConfigException.require(
                multiplier == 1 || (multiplier >= 1.01 && Double.isFinite(multiplier)),
                "cosine-restarts schedule: multiplier is %s, but each cycle is that many times as long as the last and it must be 1 or at least 1.01. Use 1 for equal cycles."
                        .formatted(multiplier));
        Parameters.decay(TYPE, "decay", decay, "at every restart");
        InvalidConfigException.require(
                cycles.isEmpty() || cycles.getAsLong() >= 1,
                "cosine-restarts schedule: cycles is %s, but it counts the cycles before the rate stays low and must be at least 1. Leave it out for no end."
                        .formatted(cycles.isPresent() ? cycles.getAsLong() : ""));
    }

    /** Cycles of equal height without end. */
    public CosineRestarts(double high, double low, long period, double multiplier, long phase) {
        this(high, low, period, multiplier, 1, OptionalLong.empty(), phase);
    }

    @Override
    public boolean restartsAt(long update) {
        if (update == 0) {
            return false;
        }
        CyclePosition position = position(update + phase);
        return !over(position)
                && position.cycle() > position(update + phase - 1).cycle();
    }

    private boolean over(CyclePosition position) {
        return cycles.isPresent() && position.cycle() >= cycles.getAsLong();
    }

    private CyclePosition position(long update) {
        return multiplier == 1 ? CyclePosition.of(update, period) : CyclePosition.of(update, period, multiplier);
    }

    @Override
    public double at(long update) {
        CyclePosition position = position(update + phase);
        if (over(position)) {
            return low;
        }
        double top = decay == 1 ? high : low + (high - low) * StrictMath.pow(decay, (double) position.cycle());
        return Curve.COSINE.at(top, low, position.share());
    }

    @Override
    public RateRange range() {
        return new RateRange(low, high);
    }

    @Override
    public Optional<Recurrence> recurrence() {
        return multiplier == 1 && decay == 1 && cycles.isEmpty()
                ? Optional.of(new Recurrence(period, 0))
                : Optional.empty();
    }

    @Override
    public String type() {
        return TYPE;
    }
}
