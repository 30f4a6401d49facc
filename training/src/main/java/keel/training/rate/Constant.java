package keel.training.rate;

import java.util.Optional;

/** The same rate at every update. */
public record Constant(double value) implements RateSchedule {
    private static final String TYPE = "constant";

    public Constant {
        Parameters.rate(TYPE, "value", value);
    }

    @Override
    public double at(long update) {
        return value;
    }

    @Override
    public RateRange range() {
        return new RateRange(value, value);
    }

    @Override
    public Optional<Recurrence> recurrence() {
        return Optional.of(new Recurrence(1, 0));
    }

    @Override
    public String type() {
        return TYPE;
    }
}
