package keel.experiments.stability.aggregate;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import keel.experiments.stability.Interval;
import keel.training.random.RandomStream;

/**
 * Percentile bootstrap intervals (Efron 1979) at {@link Interval#LEVEL}: runs are drawn again with replacement within each task,
 * so that every task keeps its number of runs (the strata of Agarwal et al. 2021), and the interval holds the middle of what the
 * statistic makes of many such draws. The same stream gives the same interval.
 *
 * <p>With few runs these intervals are too narrow: 3 runs have only 10 different resamples.
 */
public final class StratifiedBootstrap {
    private StratifiedBootstrap() {}

    /**
     * Of one statistic.
     *
     * @param repetitions draws, at least 1; ends move by about 0.005 of the scores' range between seeds at 50,000
     */
    public static Interval interval(
            RunScores scores, ToDoubleFunction<RunScores> statistic, int repetitions, RandomStream random) {
        return only(repeated(() -> new double[] {statistic.applyAsDouble(scores.redrawn(random))}, repetitions));
    }

    /** Of several statistics of the same draws, such as the values of a {@link PerformanceProfile}: one interval each. */
    public static List<Interval> intervals(
            RunScores scores, Function<RunScores, double[]> statistics, int repetitions, RandomStream random) {
        return repeated(() -> statistics.apply(scores.redrawn(random)), repetitions);
    }

    /** As {@link #intervals}, but draws the tasks, too: how sure the statistics are of tasks like these, not of just these. */
    public static List<Interval> intervalsOverTasks(
            RunScores scores, Function<RunScores, double[]> statistics, int repetitions, RandomStream random) {
        return repeated(() -> statistics.apply(scores.redrawnWithTasks(random)), repetitions);
    }

    /** Of a comparison of two algorithms, such as {@link ProbabilityOfImprovement#of}, whose runs are drawn independently. */
    public static Interval interval(
            RunScores first,
            RunScores second,
            ToDoubleBiFunction<RunScores, RunScores> comparison,
            int repetitions,
            RandomStream random) {
        return only(repeated(
                () -> new double[] {comparison.applyAsDouble(first.redrawn(random), second.redrawn(random))},
                repetitions));
    }

    private static Interval only(List<Interval> intervals) {
        return intervals.get(0);
    }

    private static List<Interval> repeated(Supplier<double[]> statisticsOfADraw, int repetitions) {
        double[][] byRepetition = new double[repetitions][];
        Arrays.setAll(byRepetition, repetition -> statisticsOfADraw.get());
        return IntStream.range(0, byRepetition[0].length)
                .mapToObj(statistic -> middle(Arrays.stream(byRepetition)
                        .mapToDouble(row -> row[statistic])
                        .toArray()))
                .toList();
    }

    /** The middle of estimates in any order, which it sorts. */
    public static Interval middle(double[] estimates) {
        Arrays.sort(estimates);
        return new Interval(
                quantile(estimates, (1 - Interval.LEVEL) / 2), quantile(estimates, (1 + Interval.LEVEL) / 2));
    }

    /** Interpolated linearly between neighbours. */
    static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        double low = sorted[below];
        double high = sorted[Math.min(below + 1, sorted.length - 1)];
        // There is no way from the worst possible score to another one, and 0 times infinity is no number.
        return low == high || place == below || Double.isInfinite(low) ? low : low + (place - below) * (high - low);
    }
}
