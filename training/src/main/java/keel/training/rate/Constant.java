package keel.training.rate;

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
    public String type() {
        return TYPE;
    }
}
