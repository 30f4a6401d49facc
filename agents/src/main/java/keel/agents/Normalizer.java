package keel.agents;

import java.util.ArrayList;
import java.util.List;
import keel.env.wrapper.MomentTracker;
import keel.env.wrapper.RunningMoments;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/**
 * The moments of every member's observations and discounted returns, and the scaling by them. Lanes that train {@link
 * #learnObservations take in} what they see; lanes that evaluate use the same moments as they are.
 */
final class Normalizer implements MemberState {
    private static final double EPSILON = 1e-8;

    private final NormalizationSpec spec;
    private final List<MomentTracker> observations = new ArrayList<>();
    private final List<MomentTracker> returns = new ArrayList<>();

    /**
     * Begins with mean 0 and variance 1.
     *
     * @param size floats in one observation
     */
    Normalizer(NormalizationSpec spec, int members, int size) {
        this.spec = spec;
        for (int p = 0; p < members; p++) {
            observations.add(new MomentTracker(spec.observations() ? size : 0));
            returns.add(new MomentTracker(1));
        }
    }

    boolean ofObservations() {
        return spec.observations();
    }

    boolean ofRewards() {
        return spec.rewards();
    }

    /** Takes in {@code rows} observations that stand one after the other. */
    void learnObservations(int member, float[] from, int rows) {
        if (spec.observations()) {
            MomentTracker moments = observations.get(member);
            int size = from.length / rows;
            moments.add(rows, (row, i) -> from[row * size + i]);
        }
    }

    /** Takes in one discounted return a lane. */
    void learnReturns(int member, double[] discountedReturns, int from, int lanes) {
        returns.get(member).add(lanes, (lane, i) -> discountedReturns[from + lane]);
    }

    /** Scales one observation in place. */
    void scale(int member, float[] row, int at, int size) {
        if (spec.observations()) {
            MomentTracker moments = observations.get(member);
            for (int i = 0; i < size; i++) {
                double scaled = (row[at + i] - moments.mean(i)) / Math.sqrt(moments.variance(i) + EPSILON);
                row[at + i] = (float) clip(scaled);
            }
        }
    }

    /** The reward to learn from. */
    double reward(int member, double reward) {
        return spec.rewards() ? clip(reward / Math.sqrt(returns.get(member).variance(0) + EPSILON)) : reward;
    }

    private double clip(double value) {
        return Math.max(-spec.clip(), Math.min(spec.clip(), value));
    }

    @Override
    public void save(int member, StateWriter to) {
        put(to.under("observations"), observations.get(member).moments());
        put(to.under("returns"), returns.get(member).moments());
    }

    private static void put(StateWriter to, RunningMoments moments) {
        to.put("mean", moments.mean());
        to.put("variance", moments.variance());
        to.put("count", moments.count());
    }

    @Override
    public void restore(int member, StateReader from) {
        restore(from.under("observations"), observations.get(member));
        restore(from.under("returns"), returns.get(member));
    }

    private static void restore(StateReader from, MomentTracker moments) {
        int size = moments.moments().mean().length;
        moments.restore(
                new RunningMoments(from.doubles("mean", size), from.doubles("variance", size), from.number("count")));
    }
}
