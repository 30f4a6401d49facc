package keel.experiments.stability;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * When runs first reached a score. A run that ended before it did is censored: it would have taken longer than it was trained,
 * nobody knows how much. The median is Kaplan and Meier's (1958): the first time by which half of the runs are expected to have
 * reached the score, which a mean over those that did would put too early.
 *
 * @param threshold the score
 * @param times of the runs that reached it, rising, in the curves' x
 * @param n all runs with a measurement
 * @param median empty where fewer than half are expected to reach it within the training
 */
public record TimeToThreshold(double threshold, double[] times, int n, OptionalDouble median) {
    /** Of runs' curves; those without a measurement do not count. */
    public static TimeToThreshold of(List<ScoreCurve> curves, double threshold) {
        List<ScoreCurve> measured =
                curves.stream().filter(curve -> !curve.isEmpty()).toList();
        double[] times = measured.stream()
                .flatMapToDouble(curve -> curve.firstAtLeast(threshold).stream())
                .sorted()
                .toArray();
        double[] censored = measured.stream()
                .filter(curve -> curve.firstAtLeast(threshold).isEmpty())
                .mapToDouble(curve -> curve.x()[curve.x().length - 1])
                .toArray();
        return new TimeToThreshold(threshold, times, measured.size(), median(times, censored));
    }

    /** Share of runs that reached it. */
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
