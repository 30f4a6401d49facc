package keel.experiments.stability.reliability;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import keel.experiments.stability.Interval;
import keel.training.random.RandomStream;

/** Percentile bootstrap over runs (Efron 1979), at {@link Interval#LEVEL}. */
final class Bootstrap {
    private static final int REPETITIONS = 2_000;

    private Bootstrap() {}

    /**
     * The interval that holds the middle of what a measure becomes when runs are drawn again.
     *
     * @param measured the measure of runs that it draws anew each time, with {@link #draw}
     */
    static Interval interval(ToDoubleFunction<RandomStream> measured, RandomStream random) {
        double[] values = new double[REPETITIONS];
        Arrays.setAll(values, r -> measured.applyAsDouble(random));
        return new Interval(
                Quantiles.of(values, (1 - Interval.LEVEL) / 2), Quantiles.of(values, (1 + Interval.LEVEL) / 2));
    }

    /** As many indices of n runs as there are runs, with replacement. */
    static int[] draw(int n, RandomStream random) {
        int[] drawn = new int[n];
        Arrays.setAll(drawn, i -> random.nextInt(n));
        return drawn;
    }

    /** The values at these indices. */
    static double[] pick(double[] values, int[] indices) {
        return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
    }
}
