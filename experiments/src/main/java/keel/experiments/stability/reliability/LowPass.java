package keel.experiments.stability.reliability;

import java.util.List;
import java.util.stream.IntStream;
import keel.experiments.stability.ScoreCurve;

/**
 * Leaves the slow part of a curve: a Butterworth filter of order 8 (1930), run forwards and backwards so that nothing is shifted
 * in time. Evaluations are taken as evenly spaced.
 *
 * <p>The filter is a chain of second-order sections, from the bilinear transform. As one polynomial of order 8 it would keep
 * two of sixteen digits at a threshold of 0.01, where all its poles lie near 1.
 *
 * @param threshold frequency at which the gain of one pass is 1/√2, as a share of the highest one that the evaluations can show
 *     (the Nyquist frequency): oscillations shorter than 2 / threshold evaluations are taken out
 */
public record LowPass(double threshold) {
    private static final int ORDER = 8;
    /** Mirrored evaluations before and after the curve, from which the filter starts: 3 (order + 1), SciPy's default. */
    private static final int PADDING = 3 * (ORDER + 1);

    public LowPass {
        if (!(threshold > 0 && threshold < 1)) {
            throw new IllegalArgumentException(
                    "a low-pass threshold lies between 0 and 1, the Nyquist frequency, but is " + threshold);
        }
    }

    /** Evaluations that a curve needs: more than the padding mirrors, and one whole oscillation at the threshold. */
    public int fewestEvaluations() {
        return Math.max(PADDING + 1, (int) Math.ceil(2 / threshold));
    }

    /**
     * The slow part of the curve, at the same places.
     *
     * @throws IllegalArgumentException of a curve with fewer than {@link #fewestEvaluations}
     */
    public ScoreCurve of(ScoreCurve curve) {
        int evaluations = curve.y().length;
        if (evaluations < fewestEvaluations()) {
            throw new IllegalArgumentException(
                    "a low-pass threshold of %s needs %d evaluations but the curve has %d: what it leaves out lasts up to %.0f evaluations, so the result would be made up from the padding. Use a higher threshold or evaluate more often."
                            .formatted(threshold, fewestEvaluations(), evaluations, 2 / threshold));
        }
        return new ScoreCurve(curve.x(), forthAndBack(curve.y()));
    }

    /** Without asking whether the curve is long enough to mean anything; more values than the padding. */
    double[] forthAndBack(double[] y) {
        double[] signal = reversed(filtered(reversed(filtered(padded(y)))));
        return IntStream.range(0, y.length)
                .mapToDouble(i -> signal[PADDING + i])
                .toArray();
    }

    /** Both ends turned about their end points, which keeps level and slope there. */
    private static double[] padded(double[] y) {
        int last = y.length - 1;
        double[] padded = new double[y.length + 2 * PADDING];
        System.arraycopy(y, 0, padded, PADDING, y.length);
        for (int i = 1; i <= PADDING; i++) {
            padded[PADDING - i] = 2 * y[0] - y[i];
            padded[PADDING + last + i] = 2 * y[last] - y[last - i];
        }
        return padded;
    }

    private static double[] reversed(double[] values) {
        return IntStream.rangeClosed(1, values.length)
                .mapToDouble(i -> values[values.length - i])
                .toArray();
    }

    private double[] filtered(double[] signal) {
        double[] filtered = signal;
        for (Section section : sections()) {
            filtered = section.filtered(filtered);
        }
        return filtered;
    }

    List<Section> sections() {
        double corner = Math.tan(Math.PI * threshold / 2);
        return IntStream.range(0, ORDER / 2)
                .mapToObj(k -> Section.of(corner, 2 * Math.sin(Math.PI * (2 * k + 1) / (2 * ORDER))))
                .toList();
    }

    /**
     * gain (1 + 2 / z + 1 / z²) / (1 + a1 / z + a2 / z²), which lets a constant pass as it is.
     *
     * @param gain of the numerator
     */
    record Section(double gain, double a1, double a2) {
        /** Bilinear transform of c² / (s² + d c s + c²), with corner c and damping d. */
        static Section of(double corner, double damping) {
            double square = corner * corner;
            double scale = 1 + damping * corner + square;
            return new Section(square / scale, 2 * (square - 1) / scale, (1 - damping * corner + square) / scale);
        }

        /** Starts as if the first value had always been there. */
        double[] filtered(double[] signal) {
            double second = (gain - a2) * signal[0];
            double first = (2 * gain - a1) * signal[0] + second;
            double[] out = new double[signal.length];
            for (int i = 0; i < out.length; i++) {
                out[i] = gain * signal[i] + first;
                first = 2 * gain * signal[i] - a1 * out[i] + second;
                second = gain * signal[i] - a2 * out[i];
            }
            return out;
        }
    }
}
