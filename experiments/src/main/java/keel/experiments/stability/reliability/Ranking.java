package keel.experiments.stability.reliability;

import java.util.Arrays;
import java.util.stream.IntStream;
import keel.experiments.stability.Interval;
import keel.training.random.RandomStream;
import org.hipparchus.stat.ranking.NaNStrategy;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;

/**
 * Algorithms ranked by one measure of their runs over several tasks: ranks can be averaged over tasks whose scores have nothing in
 * common.
 *
 * @param results the measure, by algorithm, task and run; no NaN
 * @param order which end is better
 */
public record Ranking(double[][][] results, Order order) {
    /** Which results are better; they get the smaller ranks. */
    public enum Order {
        BIGGER_IS_BETTER(-1),
        SMALLER_IS_BETTER(1);

        private final int sign;

        Order(int sign) {
            this.sign = sign;
        }
    }

    /**
     * The rank of every run among all runs of its task, by algorithm, task and run: 1 is the best, and equal results share the mean
     * of their ranks.
     */
    public double[][][] ranks() {
        return ranks(results);
    }

    private double[][][] ranks(double[][][] of) {
        double[][][] ranks = new double[of.length][of[0].length][];
        for (int task = 0; task < of[0].length; task++) {
            int at = task;
            double[] ranked = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE)
                    .rank(Arrays.stream(of)
                            .flatMapToDouble(tasks -> Arrays.stream(tasks[at]))
                            .map(result -> order.sign * result)
                            .toArray());
            int start = 0;
            for (int algorithm = 0; algorithm < of.length; algorithm++) {
                int end = start + of[algorithm][task].length;
                ranks[algorithm][task] = Arrays.copyOfRange(ranked, start, end);
                start = end;
            }
        }
        return ranks;
    }

    /** Mean rank of an algorithm over its runs of all tasks. */
    public double meanRank(int algorithm) {
        return meanOf(ranks()[algorithm]);
    }

    /** How sure the mean rank is: the algorithm's runs are drawn again within each task, and all are ranked anew. */
    public Interval meanRankInterval(int algorithm, RandomStream random) {
        return Bootstrap.interval(stream -> meanOf(ranks(redrawn(algorithm, stream))[algorithm]), random);
    }

    private double[][][] redrawn(int algorithm, RandomStream random) {
        return IntStream.range(0, results.length)
                .mapToObj(a -> a == algorithm ? redrawn(results[a], random) : results[a])
                .toArray(double[][][]::new);
    }

    private static double[][] redrawn(double[][] tasks, RandomStream random) {
        return Arrays.stream(tasks)
                .map(runs -> Bootstrap.pick(runs, Bootstrap.draw(runs.length, random)))
                .toArray(double[][]::new);
    }

    private static double meanOf(double[][] tasks) {
        return Arrays.stream(tasks).flatMapToDouble(Arrays::stream).average().orElseThrow();
    }

    /** Whether two algorithms' mean ranks differ by more than luck. */
    public PermutationTest compare(int first, int second) {
        double[][][] ranks = ranks();
        return PermutationTest.of(ranks[first], ranks[second]);
    }
}
