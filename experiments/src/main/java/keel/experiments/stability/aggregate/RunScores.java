package keel.experiments.stability.aggregate;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import keel.training.random.RandomStream;

/**
 * Scores of an algorithm's runs on one or more tasks, higher being better; tasks may have unequal numbers of runs. A run that
 * diverged has the score negative infinity. Immutable.
 */
public final class RunScores {
    private final double[][] byTask;

    private RunScores(double[][] byTask) {
        this.byTask = byTask;
    }

    /**
     * One array a task, with the score of each of its runs in any order.
     *
     * @throws IllegalArgumentException if there is no task, a task without a run, or a score that is NaN
     */
    public static RunScores of(double[]... byTask) {
        if (byTask.length == 0) {
            throw new IllegalArgumentException("scores need at least one task");
        }
        for (int task = 0; task < byTask.length; task++) {
            if (byTask[task].length == 0) {
                throw new IllegalArgumentException("task %d has no run: leave it out".formatted(task));
            }
            if (Arrays.stream(byTask[task]).anyMatch(Double::isNaN)) {
                throw new IllegalArgumentException(
                        "a score of task %d is NaN: a run without a score counts as negative infinity".formatted(task));
            }
        }
        return new RunScores(Arrays.stream(byTask).map(double[]::clone).toArray(double[][]::new));
    }

    /** Number of tasks, at least 1. */
    public int tasks() {
        return byTask.length;
    }

    /** Mean over the runs of each task. */
    double[] taskMeans() {
        double[] means = new double[byTask.length];
        for (int task = 0; task < means.length; task++) {
            means[task] = mean(byTask[task]);
        }
        return means;
    }

    /** The runs of all tasks together, rising. */
    double[] sorted() {
        int runs = 0;
        for (double[] scores : byTask) {
            runs += scores.length;
        }
        double[] all = new double[runs];
        int filled = 0;
        for (double[] scores : byTask) {
            System.arraycopy(scores, 0, all, filled, scores.length);
            filled += scores.length;
        }
        Arrays.sort(all);
        return all;
    }

    /** The live array of one task's scores. */
    double[] task(int task) {
        return byTask[task];
    }

    RunScores map(DoubleUnaryOperator change) {
        double[][] changed = new double[byTask.length][];
        for (int task = 0; task < changed.length; task++) {
            changed[task] = new double[byTask[task].length];
            for (int run = 0; run < changed[task].length; run++) {
                changed[task][run] = change.applyAsDouble(byTask[task][run]);
            }
        }
        return new RunScores(changed);
    }

    /** As many runs of every task, drawn from its own with replacement. */
    RunScores redrawn(RandomStream random) {
        double[][] drawn = new double[byTask.length][];
        for (int task = 0; task < drawn.length; task++) {
            drawn[task] = redrawn(byTask[task], random);
        }
        return new RunScores(drawn);
    }

    /** As many tasks, drawn with replacement, and of each as many runs as it has. */
    RunScores redrawnWithTasks(RandomStream random) {
        double[][] drawn = new double[byTask.length][];
        for (int task = 0; task < drawn.length; task++) {
            drawn[task] = redrawn(byTask[random.nextInt(byTask.length)], random);
        }
        return new RunScores(drawn);
    }

    private static double[] redrawn(double[] scores, RandomStream random) {
        double[] drawn = new double[scores.length];
        for (int run = 0; run < drawn.length; run++) {
            drawn[run] = scores[random.nextInt(scores.length)];
        }
        return drawn;
    }

    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
