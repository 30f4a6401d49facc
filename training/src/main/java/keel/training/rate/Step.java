package keel.training.rate;

/**
 * {@code initial * factor^floor(u / every)}: a flight of stairs (torch's StepLR).
 *
 * @param factor in (0, 1]
 * @param every updates on each stair
 */
public record Step(double initial, double factor, long every) implements RateSchedule {
    private static final String TYPE = "step";

    public Step {
        Parameters.rate(TYPE, "initial", initial);
        Parameters.decay(TYPE, "factor", factor, "at every stair");
        Parameters.updates(TYPE, "every", every);
    }

    @Override
    public double at(long update) {
        long stairs = update / every;
        return initial * StrictMath.pow(factor, (double) stairs);
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
