package keel.experiments.stability;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * When runs first reached a score. A run that ended before it did is censored: it would have taken longer than it was trained,
 * nobody knows how much; one that diverged never will. The median is Kaplan and Meier's (1958): the first time by which half of
 * the runs are expected to have reached the score, which a mean over those that did would put too early.
 *
 * @param threshold the score
 * @param times of the runs that reached it, rising, in the curves' x
 * @param n all runs that were measured or diverged
 * @param median empty where fewer than half are expected to reach it within the training
 */
public record TimeToThreshold(double threshold, double[] times, int n, OptionalDouble median) {
    /** A run's scores, and whether it diverged after them. */
    public record Course(ScoreCurve curve, boolean diverged) {}

    /** Of runs; those that have neither a score nor diverged do not count. */
    public static TimeToThreshold of(List<Course> runs, double threshold) {
        List<Course> counted = runs.stream()
                .filter(run -> run.diverged() || !run.curve().isEmpty())
                .toList();
        double[] times = counted.stream()
                .flatMapToDouble(run -> run.curve().firstAtLeast(threshold).stream())
                .sorted()
                .toArray();
        double[] censored = counted.stream()
                .filter(run -> run.curve().firstAtLeast(threshold).isEmpty())
                .mapToDouble(run -> run.diverged()
                        ? Double.POSITIVE_INFINITY
                        : run.curve().x()[run.curve().x().length - 1])
                .toArray();
        return new TimeToThreshold(threshold, times, counted.size(), median(times, censored));
    }

    /** How many runs reached it. */
    public int reached() {
        return times.length;
    }

    private static OptionalDouble median(double[] times, double[] censored) {
        double notYet = 1;
        for (double time : Arrays.stream(times).distinct().toArray()) {
            long now = Arrays.stream(times).filter(other -> other == time).count();
            long atRisk = Arrays.stream(times).filter(other -> other >= time).count()
                    + Arrays.stream(censored).filter(end -> end >= time).count();
            notYet *= 1 - (double) now / atRisk;
            if (notYet <= 0.5) {
                return OptionalDouble.of(time);
            }
        }
        return OptionalDouble.empty();
    }
}
