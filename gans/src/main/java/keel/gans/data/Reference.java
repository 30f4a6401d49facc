package keel.gans.data;

import java.util.Optional;

/** Real samples to measure generated ones against. */
public final class Reference {
    private final int count;
    private final float[] samples;
    private final Optional<int[]> labels;

    /**
     * Keeps the arrays themselves.
     *
     * @param samples {@code [count, size]}
     * @param labels one a sample, if the data have any
     */
    public Reference(int count, float[] samples, Optional<int[]> labels) {
        this.count = count;
        this.samples = samples;
        this.labels = labels;
    }

    public int count() {
        return count;
    }

    /** {@code [count, size]}, live. */
    public float[] samples() {
        return samples;
    }

    /** One a sample, live, if the data have any. */
    public Optional<int[]> labels() {
        return labels;
    }
}
