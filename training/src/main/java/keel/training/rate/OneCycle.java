package keel.training.rate;

import keel.training.InvalidConfigException;

/**
 * One cycle (Smith &amp; Topin 2018): from {@code high / startDivisor} up to high, then down to {@code high / startDivisor /
 * endDivisor}, where it stays.
 *
 * @param updates until the rate is at its end
 * @param rise share of the updates in which the rate rises
 * @param startDivisor at least 1
 * @param endDivisor at least 1
 * @param curve of each phase
 * @param threePhase fall back to the start as fast as it rose, and only then on to the end; takes a rise of at most a half
 */
public record OneCycle(
        double high, long updates, double rise, double startDivisor, double endDivisor, Curve curve, boolean threePhase)
        implements RateSchedule {
    private static final String TYPE = "one-cycle";

    public OneCycle {
        Parameters.rate(TYPE, "high", high);
        Parameters.updates(TYPE, "updates", updates);
        Parameters.share(TYPE, "rise", rise);
        requireDivisor("start-divisor", startDivisor);
        requireDivisor("end-divisor", endDivisor);
        InvalidConfigException.require(
                !threePhase || rise <= 0.5,
                "one-cycle schedule: rise is %s, but with three-phase the rate falls as long as it rose and both must fit: at most 0.5."
                        .formatted(rise));
    }

    private static void requireDivisor(String parameter, double divisor) {
        InvalidConfigException.require(
                divisor >= 1 && Double.isFinite(divisor),
                "one-cycle schedule: %s is %s, but it says how far below its peak the rate begins or ends and must be a finite number >= 1. Use 25 and 10000 as fast.ai and PyTorch do."
                        .formatted(parameter, divisor));
    }

    private double start() {
        return high / startDivisor;
    }

    private double end() {
        return start() / endDivisor;
    }

    @Override
    public double at(long update) {
        if (update >= updates) {
            return end();
        }
        double share = (double) update / updates;
        if (share < rise) {
            return curve.at(start(), high, share / rise);
        }
        if (!threePhase) {
            return curve.at(high, end(), (share - rise) / (1 - rise));
        }
        return share < 2 * rise
                ? curve.at(high, start(), (share - rise) / rise)
                : curve.at(start(), end(), (share - 2 * rise) / (1 - 2 * rise));
    }

    @Override
    public RateRange range() {
        return new RateRange(end(), high);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
