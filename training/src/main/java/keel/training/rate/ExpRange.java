package keel.training.rate;

import java.util.Optional;

/**
 * As {@link Triangular}, the height above low multiplied by gamma at every update (Smith 2017).
 *
 * @param period updates of a full cycle, up and down
 * @param gamma in (0, 1]
 * @param rise share of the period in which the rate rises, between 0 and 1
 * @param phase the schedule starts this many updates into its course
 */
public record ExpRange(double low, double high, long period, double gamma, double rise, long phase)
        implements RateSchedule {
    private static final String TYPE = "exp-range";

    public ExpRange {
        Parameters.rates(TYPE, low, high);
        Parameters.updates(TYPE, "period", period);
        Parameters.decay(TYPE, "gamma", gamma, "at every update");
        Parameters.share(TYPE, "rise", rise);
        Parameters.phase(TYPE, "phase", phase);
    }

    @Override
    public double at(long update) {
        double height = CyclePosition.of(update + phase, period).triangle(rise);
        return Curve.LINEAR.at(low, high, height * StrictMath.pow(gamma, (double) (update + phase)));
    }

    @Override
    public RateRange range() {
        return new RateRange(low, high);
    }

    @Override
    public Optional<Recurrence> recurrence() {
        return gamma == 1 ? Optional.of(new Recurrence(period, 0)) : Optional.empty();
    }

    @Override
    public String type() {
        return TYPE;
    }
}
