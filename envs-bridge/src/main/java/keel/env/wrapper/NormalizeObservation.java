package keel.env.wrapper;

import keel.env.ElementType;
import keel.env.ResetRequest;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorStep;

/**
 * Shows observations centred and scaled by the mean and variance of those seen so far: {@code (o − mean) / √(variance +
 * ε)}, element by element, as float32 without bounds. The rows of every step and reset are taken in before they are shown,
 * as in Gymnasium's {@code vector.NormalizeObservation}; after a reset of some lanes only their rows. In mode SAME_STEP the
 * last observations of ended episodes are scaled alike, but not taken in.
 */
public final class NormalizeObservation extends ObservationWrapper {
    /** Gymnasium's ε. */
    public static final double DEFAULT_EPSILON = 1e-8;

    private final double epsilon;
    private final int size;
    private final MomentTracker tracker;
    private boolean updating = true;

    /** With {@link #DEFAULT_EPSILON}. */
    public NormalizeObservation(VectorEnv wrapped) {
        this(wrapped, DEFAULT_EPSILON);
    }

    /** @param wrapped whose observation space is a Box */
    public NormalizeObservation(VectorEnv wrapped, double epsilon) {
        super(
                wrapped,
                Boxes.unbounded(
                        ElementType.FLOAT32,
                        Boxes.required(wrapped.observationSpace(), "observation", "NormalizeObservation")
                                .shape()));
        this.epsilon = epsilon;
        size = observationSpace().low().length();
        tracker = new MomentTracker(size);
    }

    /** What scales observations now. */
    public RunningMoments moments() {
        return tracker.moments();
    }

    /** Goes on from moments that {@link #moments} gave. */
    public void restore(RunningMoments moments) {
        tracker.restore(moments);
    }

    /** Whether observations are taken in; true at first. Switch it off to evaluate. */
    public void update(boolean whether) {
        updating = whether;
    }

    @Override
    void afterReset(ResetRequest request, Tensor observations) {
        if (!updating) {
            return;
        }
        int[] lanes = new int[lanes()];
        int count = 0;
        for (int lane = 0; lane < lanes.length; lane++) {
            if (request.resets(lane)) {
                lanes[count++] = lane;
            }
        }
        tracker.add(count, (value, element) -> observations.real(lanes[value] * size + element));
    }

    @Override
    void afterStep(VectorStep step) {
        if (updating) {
            Tensor observations = step.observations().tensor();
            tracker.add(lanes(), (value, element) -> observations.real(value * size + element));
        }
    }

    @Override
    void begin(int lane, Tensor from, Tensor to) {
        goOn(lane, from, to);
    }

    @Override
    void goOn(int lane, Tensor from, Tensor to) {
        for (int i = 0; i < size; i++) {
            int at = lane * size + i;
            to.floats()[at] = (float) ((from.real(at) - tracker.mean(i)) / Math.sqrt(tracker.variance(i) + epsilon));
        }
    }
}
