package keel.experiments.stability;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import keel.experiments.run.RunRecord;
import keel.experiments.run.Score;
import keel.training.telemetry.MetricRecord;

/**
 * A run's score over its training.
 *
 * @param x environment steps or iterations, rising
 * @param y score at each
 */
public record ScoreCurve(double[] x, double[] y) {
    /** Share of a training that its final score is the mean of. */
    private static final double TAIL = 0.1;

    public ScoreCurve {
        if (x.length != y.length) {
            throw new IllegalArgumentException("a curve has %d places and %d scores".formatted(x.length, y.length));
        }
    }

    /** What a run is judged by ({@link Score#metric}). */
    public static ScoreCurve of(RunRecord run) {
        return of(run, Score.metric(run));
    }

    /** A run's curve of one metric, over environment steps for agents and iterations for GANs. */
    public static ScoreCurve of(RunRecord run, String metric) {
        boolean steps = !run.kind().equals("gan");
        return of(run, metric, record -> steps ? record.environmentStep() : record.update() + 1);
    }

    /** A run's curve of one metric over updates. */
    public static ScoreCurve overUpdates(RunRecord run, String metric) {
        return of(run, metric, MetricRecord::update);
    }

    private static ScoreCurve of(RunRecord run, String metric, ToLongFunction<MetricRecord> place) {
        DoubleStream.Builder x = DoubleStream.builder();
        DoubleStream.Builder y = DoubleStream.builder();
        for (MetricRecord record : run.metrics()) {
            Score.of(record.values(), metric).ifPresent(value -> {
                x.add((double) place.applyAsLong(record));
                y.add(value);
            });
        }
        return new ScoreCurve(x.build().toArray(), y.build().toArray());
    }

    /** Whether nothing was measured. */
    public boolean isEmpty() {
        return x.length == 0;
    }

    /**
     * Area under the curve by the trapezoidal rule, divided by its width: the mean score over the training, in the score's own
     * unit. One measurement is its own mean.
     */
    public double meanOverTraining() {
        if (isEmpty()) {
            return Double.NaN;
        }
        double width = x[x.length - 1] - x[0];
        if (width <= 0) {
            return y[y.length - 1];
        }
        double area = 0;
        for (int i = 1; i < x.length; i++) {
            area += (x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2;
        }
        return area / width;
    }

    /** The measurements that are numbers. */
    public ScoreCurve finite() {
        int[] kept =
                IntStream.range(0, y.length).filter(i -> Double.isFinite(y[i])).toArray();
        return kept.length == y.length ? this : at(kept);
    }

    /** The measurements in the last tenth of the training; of a curve with any, at least the last one. */
    public ScoreCurve lastTenth() {
        return isEmpty() ? this : from(x[x.length - 1] - TAIL * (x[x.length - 1] - x[0]));
    }

    /** Mean of the measurements; NaN of none. */
    public double mean() {
        return Arrays.stream(y).average().orElse(Double.NaN);
    }

    /** The largest measurement; NaN of none. */
    public double best() {
        return Arrays.stream(y).max().orElse(Double.NaN);
    }

    /** The largest mean of so many measurements in a row, of all where there are fewer; NaN of none. */
    public double bestInARow(int some) {
        int width = Math.min(some, y.length);
        return IntStream.rangeClosed(0, y.length - width)
                .mapToDouble(
                        from -> Arrays.stream(y, from, from + width).average().orElse(Double.NaN))
                .max()
                .orElse(Double.NaN);
    }

    /** The smallest measurement; NaN of none. */
    public double lowest() {
        return Arrays.stream(y).min().orElse(Double.NaN);
    }

    /** The last measurement; NaN of none. */
    public double last() {
        return isEmpty() ? Double.NaN : y[y.length - 1];
    }

    /** The measurements from a place on. */
    public ScoreCurve from(double place) {
        return at(IntStream.range(0, x.length).filter(i -> x[i] >= place).toArray());
    }

    /** How many measurements lie below a score. */
    public int countBelow(double score) {
        return (int) Arrays.stream(y).filter(value -> value < score).count();
    }

    /** Where a score was first reached; nothing if it never was. */
    public OptionalDouble firstAtLeast(double score) {
        return IntStream.range(0, y.length)
                .filter(i -> y[i] >= score)
                .mapToDouble(i -> x[i])
                .findFirst();
    }

    private ScoreCurve at(int[] places) {
        return new ScoreCurve(
                Arrays.stream(places).mapToDouble(i -> x[i]).toArray(),
                Arrays.stream(places).mapToDouble(i -> y[i]).toArray());
    }

    /** Worst drawdown: the largest fall below the best score seen so far, at least 0, in the score's own unit. */
    public double worstDrawdown() {
        double best = Double.NEGATIVE_INFINITY;
        double worst = isEmpty() ? Double.NaN : 0;
        for (double score : y) {
            best = Math.max(best, score);
            worst = Math.max(worst, best - score);
        }
        return worst;
    }
}
