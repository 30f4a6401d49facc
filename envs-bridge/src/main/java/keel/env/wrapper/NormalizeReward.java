package keel.env.wrapper;

import java.util.Arrays;
import keel.env.Batch;
import keel.env.ResetRequest;
import keel.env.VectorEnv;
import keel.env.VectorReset;
import keel.env.VectorStep;

/**
 * Scales rewards by the deviation of the discounted return so far: {@code r / √(variance of G + ε)}, where each lane's G
 * becomes {@code γ·G·(1 − terminated) + r} in a step, as in Gymnasium's {@code vector.NormalizeReward}: G goes on over a
 * truncation, and a reset of the lane sets it to 0. Filler rows change nothing, and exist in mode NEXT_STEP only.
 */
public final class NormalizeReward extends VectorWrapper {
    /** Gymnasium's γ. */
    public static final double DEFAULT_GAMMA = 0.99;

    /** Gymnasium's ε. */
    public static final double DEFAULT_EPSILON = 1e-8;

    private final double gamma;
    private final double epsilon;
    private final double[] returns;
    private final double[] active;
    private final double[] scaled;
    private final MomentTracker tracker = new MomentTracker(1);
    private final EndedLanes ends;
    private boolean updating = true;

    /** With {@link #DEFAULT_GAMMA} and {@link #DEFAULT_EPSILON}. */
    public NormalizeReward(VectorEnv wrapped) {
        this(wrapped, DEFAULT_GAMMA, DEFAULT_EPSILON);
    }

    public NormalizeReward(VectorEnv wrapped, double gamma, double epsilon) {
        super(wrapped);
        this.gamma = gamma;
        this.epsilon = epsilon;
        returns = new double[wrapped.lanes()];
        active = new double[wrapped.lanes()];
        scaled = new double[wrapped.lanes()];
        ends = new EndedLanes(wrapped.lanes(), wrapped.autoreset());
    }

    /** Of the discounted return, one element. */
    public RunningMoments moments() {
        return tracker.moments();
    }

    /** Goes on from moments that {@link #moments} gave; the lanes' returns go on as they are. */
    public void restore(RunningMoments moments) {
        tracker.restore(moments);
    }

    /** Whether returns are taken in; true at first. Switch it off to evaluate. */
    public void update(boolean whether) {
        updating = whether;
    }

    @Override
    public VectorReset reset(ResetRequest request) {
        VectorReset reset = wrapped().reset(request);
        for (int lane = 0; lane < returns.length; lane++) {
            if (request.resets(lane)) {
                returns[lane] = 0;
            }
        }
        ends.afterReset(request);
        return reset;
    }

    @Override
    public VectorStep step(Batch actions) {
        VectorStep step = wrapped().step(actions);
        int count = 0;
        for (int lane = 0; lane < returns.length; lane++) {
            if (!ends.filler(lane)) {
                double before = step.terminated()[lane] ? 0 : returns[lane] * gamma;
                returns[lane] = before + step.rewards()[lane];
                active[count++] = returns[lane];
            }
        }
        if (updating) {
            tracker.add(count, (value, element) -> active[value]);
        }
        ends.afterStep(step);
        double deviation = Math.sqrt(tracker.variance(0) + epsilon);
        Arrays.setAll(scaled, lane -> step.rewards()[lane] / deviation);
        return new VectorStep(
                step.observations(),
                scaled,
                step.terminated(),
                step.truncated(),
                step.finalObservations(),
                step.infos(),
                step.finalInfos());
    }
}
