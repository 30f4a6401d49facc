package keel.experiments.stability.reliability;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Whether the mean ranks of two algorithms differ by more than luck: runs change sides within each task, in all ways, and the
 * p-value is the share of ways in which the mean ranks differ by at least as much.
 *
 * <p>Exact for any number of runs. The ways are not listed but counted by the sum of ranks they give the first algorithm, task by
 * task, as in the exact null distribution of Wilcoxon's statistic.
 *
 * @param difference mean rank of the second algorithm less that of the first: positive where the first is better
 * @param pValue two-sided; at least 1 / (number of ways)
 */
public record PermutationTest(double difference, double pValue) {
    /**
     * Of ranks that {@link Ranking} gave among all algorithms.
     *
     * @param first ranks of the first algorithm by task and run, ties being halves
     * @param second those of the second algorithm, for the same tasks
     */
    public static PermutationTest of(double[][] first, double[][] second) {
        int[][] ours = halves(first);
        int[][] theirs = halves(second);
        long n = count(ours);
        long m = count(theirs);
        long total = sum(ours) + sum(theirs);
        double[] ways = {1};
        for (int task = 0; task < ours.length; task++) {
            ways = convolved(ways, waysOf(ours[task], theirs[task]));
        }
        long observed = Math.abs(spread(sum(ours), total, n, m));
        double extreme = 0;
        for (int sum = 0; sum < ways.length; sum++) {
            extreme += Math.abs(spread(sum, total, n, m)) >= observed ? ways[sum] : 0;
        }
        return new PermutationTest(
                spread(sum(ours), total, n, m) / (2.0 * n * m),
                extreme / Arrays.stream(ways).sum());
    }

    /** Difference of the mean ranks, times 2 n m, which makes it whole. */
    private static long spread(long sum, long total, long n, long m) {
        return (total - sum) * n - sum * m;
    }

    /** Number of ways, by the sum of half ranks they give the first side. */
    private static double[] waysOf(int[] ours, int[] theirs) {
        int[] pool =
                IntStream.concat(Arrays.stream(ours), Arrays.stream(theirs)).toArray();
        int most = Arrays.stream(pool).sum();
        double[][] ways = new double[ours.length + 1][most + 1];
        ways[0][0] = 1;
        for (int rank : pool) {
            for (int chosen = ours.length; chosen > 0; chosen--) {
                for (int sum = most; sum >= rank; sum--) {
                    ways[chosen][sum] += ways[chosen - 1][sum - rank];
                }
            }
        }
        return ways[ours.length];
    }

    private static double[] convolved(double[] a, double[] b) {
        double[] sums = new double[a.length + b.length - 1];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length && a[i] > 0; j++) {
                sums[i + j] += a[i] * b[j];
            }
        }
        return sums;
    }

    /** Ranks are multiples of a half. */
    private static int[][] halves(double[][] ranks) {
        return Arrays.stream(ranks)
                .map(task -> Arrays.stream(task)
                        .mapToInt(rank -> (int) Math.round(2 * rank))
                        .toArray())
                .toArray(int[][]::new);
    }

    private static long count(int[][] ranks) {
        return Arrays.stream(ranks).mapToLong(task -> task.length).sum();
    }

    private static long sum(int[][] ranks) {
        return Arrays.stream(ranks).flatMapToInt(Arrays::stream).asLongStream().sum();
    }
}
