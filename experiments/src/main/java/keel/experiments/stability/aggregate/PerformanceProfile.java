package keel.experiments.stability.aggregate;

import java.util.Arrays;

/**
 * How large a share scores above each threshold: the tail distribution of scores (Agarwal et al. 2021, section 4.2). A curve
 * that lies above another one everywhere belongs to the better algorithm.
 */
public final class PerformanceProfile {
    private PerformanceProfile() {}

    /** Share of runs strictly above each threshold, every task counting the same: one value a threshold, in [0, 1]. */
    public static double[] ofRuns(RunScores scores, double... thresholds) {
        return Arrays.stream(thresholds)
                .map(threshold -> Aggregates.mean(scores.map(score -> score > threshold ? 1 : 0)))
                .toArray();
    }

    /** Share of tasks whose mean over runs is strictly above each threshold: one value a threshold, in [0, 1]. */
    public static double[] ofTasks(RunScores scores, double... thresholds) {
        double[] means = scores.taskMeans();
        return Arrays.stream(thresholds)
                .map(threshold -> (double) Arrays.stream(means)
                                .filter(mean -> mean > threshold)
                                .count()
                        / means.length)
                .toArray();
    }
}
