package keel.experiments.stability.reliability;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import keel.experiments.stability.ScoreCurve;

/**
 * The runs of one setting that reached the end: the furthest place where any of them was measured, or less than one of their own
 * spacings before it. Only these can be compared with each other.
 *
 * @param runs none empty, in an order that does not depend on the one they came in
 */
record Finishers(List<ScoreCurve> runs) {
    /** As many places as show how the dispersion goes; more would tell the same again. */
    private static final int MOST_PLACES = 20;

    private static final Comparator<ScoreCurve> ORDER =
            Comparator.comparing(ScoreCurve::x, Arrays::compare).thenComparing(ScoreCurve::y, Arrays::compare);

    /** Among runs without empty ones. */
    static Finishers among(List<ScoreCurve> runs) {
        double end = runs.stream().mapToDouble(Finishers::last).max().orElse(0);
        return new Finishers(runs.stream()
                .filter(run -> last(run) == end || last(run) + spacing(run) > end)
                .sorted(ORDER)
                .toList());
    }

    private static double last(ScoreCurve run) {
        return run.x()[run.x().length - 1];
    }

    private static double spacing(ScoreCurve run) {
        return (last(run) - run.x()[0]) / Math.max(1, run.x().length - 1);
    }

    /** Every run's last score. */
    double[] finalScores() {
        return runs.stream().mapToDouble(run -> run.y()[run.y().length - 1]).toArray();
    }

    /**
     * By place and run, every run's score nearest to places spread evenly over the evaluations of the run that has fewest of them;
     * no place where there is no run.
     */
    double[][] scoresOverTraining() {
        double[] places = runs.stream()
                .map(ScoreCurve::x)
                .min(Comparator.comparingInt(x -> x.length))
                .orElse(new double[0]);
        int taken = Math.min(places.length, MOST_PLACES);
        return IntStream.rangeClosed(1, taken)
                .mapToDouble(i -> places[i * places.length / taken - 1])
                .mapToObj(place -> AcrossRuns.scores(runs, place, Double.POSITIVE_INFINITY))
                .toArray(double[][]::new);
    }
}
