package keel.training.rate;

import java.util.List;

/**
 * The initial rate times the factor once for each of the listed updates that has been reached (torch's MultiStepLR).
 *
 * @param factor in (0, 1]
 * @param at update indices, rising
 */
public record MultiStep(double initial, double factor, List<Long> at) implements RateSchedule {
    private static final String TYPE = "multi-step";

    public MultiStep {
        at = List.copyOf(at);
        Parameters.rate(TYPE, "initial", initial);
        Parameters.decay(TYPE, "factor", factor, "at every stair");
        Parameters.rising(TYPE, "at", at, 1);
    }

    @Override
    public double at(long update) {
        int reached = 0;
        while (reached < at.size() && at.get(reached) <= update) {
            reached++;
        }
        return initial * StrictMath.pow(factor, reached);
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
