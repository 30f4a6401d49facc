package keel.training.optimizer;

/** Length of a part of a flat array. */
public final class EuclideanNorm {
    private EuclideanNorm() {}

    /** 2-norm of {@code values[from .. to)}, summed in double over four interleaved sums. */
    public static double of(float[] values, int from, int to) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            a += (double) values[i] * values[i];
            b += (double) values[i + 1] * values[i + 1];
            c += (double) values[i + 2] * values[i + 2];
            d += (double) values[i + 3] * values[i + 3];
        }
        for (; i < to; i++) {
            a += (double) values[i] * values[i];
        }
        return Math.sqrt(a + b + (c + d));
    }
}
