package keel.training.rate;

/** The same rate at every update. */
public record Constant(double value) implements RateSchedule {
    public Constant {
        RateSchedule.requireRate("constant", "value", value);
    }

    @Override
    public double at(long update) {
        return value;
    }

    @Override
    public String type() {
        return "constant";
    }
}
