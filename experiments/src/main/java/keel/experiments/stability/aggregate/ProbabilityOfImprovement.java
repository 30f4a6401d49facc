package keel.experiments.stability.aggregate;

/**
 * How likely a run of one algorithm is to score higher than one of another on the same task (Agarwal et al. 2021, section 4.3),
 * by Mann and Whitney's U (1947). It does not say by how much.
 */
public final class ProbabilityOfImprovement {
    private ProbabilityOfImprovement() {}

    /**
     * Share of pairs of runs of which the first one's score is higher, a tie counting one half, averaged over tasks: in [0, 1],
     * and 0.5 where neither is better.
     *
     * @param first the algorithm asked about
     * @param second scores of the same tasks in the same order; numbers of runs may differ
     */
    public static double of(RunScores first, RunScores second) {
        if (first.tasks() != second.tasks()) {
            throw new IllegalArgumentException(
                    "%d tasks cannot be compared with %d: give both the same ones in the same order"
                            .formatted(first.tasks(), second.tasks()));
        }
        double sum = 0;
        for (int task = 0; task < first.tasks(); task++) {
            sum += ofTask(first.task(task), second.task(task));
        }
        return sum / first.tasks();
    }

    private static double ofTask(double[] first, double[] second) {
        double wins = 0;
        for (double x : first) {
            for (double y : second) {
                wins += x > y ? 1 : x == y ? 0.5 : 0;
            }
        }
        return wins / first.length / second.length;
    }
}
