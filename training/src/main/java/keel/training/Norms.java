package keel.training;

/** Euclidean lengths of float arrays, summed in double over four interleaved sums: exact enough, and the same everywhere. */
final class Norms {
    private Norms() {}

    /** Of {@code values[from .. from + length)}. */
    static double euclidean(float[] values, int from, int length) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        int to = from + length;
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

    /** Of {@code values[from .. from + other.length) - other}. */
    static double distance(float[] values, int from, float[] other) {
        double sum = 0;
        for (int i = 0; i < other.length; i++) {
            double difference = values[from + i] - other[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }
}
