package keel.training.rate;

import keel.training.InvalidConfigException;

/**
 * {@code initial / (1 + decay * u)^power} (Robbins &amp; Monro 1951 for powers in (1/2, 1]).
 *
 * @param decay at least 0
 * @param power above 0
 */
public record InverseTime(double initial, double decay, double power) implements RateSchedule {
    private static final String TYPE = "inverse-time";

    public InverseTime {
        Parameters.rate(TYPE, "initial", initial);
        InvalidConfigException.require(
                decay >= 0 && Double.isFinite(decay),
                "inverse-time schedule: decay is %s, but the rate is divided by (1 + decay * update)^power and it must be a finite number >= 0. Use 0.01 to halve the rate within 100 updates."
                        .formatted(decay));
        Parameters.positive(TYPE, "power", power);
    }

    @Override
    public double at(long update) {
        return initial / StrictMath.pow(1 + decay * update, power);
    }

    @Override
    public RateRange range() {
        return new RateRange(0, initial);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
