package keel.experiments.stability.reliability;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import keel.experiments.stability.ScoreCurve;

/** Scores of several runs at one place of their training. */
public final class AcrossRuns {
    private AcrossRuns() {}

    /**
     * Every run's score where it was measured nearest to the place; the earlier of two that are equally near.
     *
     * @param window steps around the place within which a run must have been measured: half of them on either side, not
     *     reaching the ends themselves; 1 asks for the place itself
     * @throws IllegalArgumentException where a run was not measured in the window
     */
    public static double[] scores(List<ScoreCurve> runs, double place, double window) {
        return runs.stream()
                .mapToDouble(run -> score(run, place, window)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "a run was not measured within %s steps around %s: leave it out, or use a wider window"
                                        .formatted(window, place))))
                .toArray();
    }

    private static Optional<Double> score(ScoreCurve run, double place, double window) {
        return IntStream.range(0, run.x().length)
                .boxed()
                .filter(i -> Math.abs(run.x()[i] - place) < window / 2)
                .min(Comparator.comparingDouble(i -> Math.abs(run.x()[i] - place)))
                .map(i -> run.y()[i]);
    }
}
