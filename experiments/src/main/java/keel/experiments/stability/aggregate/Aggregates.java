package keel.experiments.stability.aggregate;

import java.util.Arrays;

/**
 * One number for all runs of all tasks (Agarwal et al. 2021, section 4.3). All are in the unit of the scores. Where tasks have
 * unequal numbers of runs, each task counts the same, except in the interquartile mean, which is over runs.
 */
public final class Aggregates {
    private Aggregates() {}

    /** Mean over tasks of the mean over runs. One very easy task can carry it. */
    public static double mean(RunScores scores) {
        return RunScores.mean(scores.taskMeans());
    }

    /** Median over tasks of the mean over runs; of an even number of tasks, the mean of the middle two. */
    public static double median(RunScores scores) {
        double[] means = scores.taskMeans();
        Arrays.sort(means);
        int middle = means.length / 2;
        return means.length % 2 == 1 ? means[middle] : (means[middle - 1] + means[middle]) / 2;
    }

    /**
     * Mean of the middle half of the runs of all tasks: as robust as a median and nearly as sharp as a mean. With n runs,
     * ⌊n/4⌋ are cut from either end.
     */
    public static double interquartileMean(RunScores scores) {
        double[] sorted = scores.sorted();
        int cut = sorted.length / 4;
        double sum = 0;
        for (int i = cut; i < sorted.length - cut; i++) {
            sum += sorted[i];
        }
        return sum / (sorted.length - 2 * cut);
    }

    /**
     * How far runs stay below a score that is good enough, on average; what they reach beyond it does not count. Lower is
     * better, at least 0.
     *
     * @param gamma the score that is good enough, such as 1 for a share of human performance
     */
    public static double optimalityGap(RunScores scores, double gamma) {
        return gamma - mean(scores.map(score -> Math.min(score, gamma)));
    }
}
