package keel.experiments.stability.reliability;

import keel.experiments.stability.ScoreCurve;

/** How much of a curve's movement is fast: a run's dispersion seen by frequency. */
public final class FastEnergy {
    /** Share of the spacing by which rounding may move a place. */
    private static final double EVEN = 1e-9;

    private FastEnergy() {}

    /**
     * Share of the energy (squared Fourier coefficients) at positive frequencies that lies above one of them. The constant part
     * and the Nyquist frequency do not count.
     *
     * @param curve evenly spaced, at least 3 places
     * @param frequency oscillations per step
     * @return between 0 and 1; 0 of a curve that does not move
     * @throws IllegalArgumentException where the places are too few or not evenly spaced
     */
    public static double share(ScoreCurve curve, double frequency) {
        int n = curve.x().length;
        if (n < 3) {
            throw new IllegalArgumentException("frequencies need at least 3 evaluations but the curve has " + n);
        }
        double steps = evenSpacing(curve.x()) * n;
        double fast = 0;
        double all = 0;
        for (int k = 1; k <= (n - 1) / 2; k++) {
            double energy = energy(curve.y(), k);
            all += energy;
            fast += k / steps > frequency ? energy : 0;
        }
        return all == 0 ? 0 : fast / all;
    }

    /** Measured from the first score, so that a constant has no energy, not even by rounding. */
    private static double energy(double[] y, int k) {
        double real = 0;
        double imaginary = 0;
        for (int i = 0; i < y.length; i++) {
            double angle = 2 * Math.PI * ((long) i * k % y.length) / y.length;
            real += (y[i] - y[0]) * Math.cos(angle);
            imaginary += (y[i] - y[0]) * Math.sin(angle);
        }
        return real * real + imaginary * imaginary;
    }

    private static double evenSpacing(double[] x) {
        double spacing = (x[x.length - 1] - x[0]) / (x.length - 1);
        for (int i = 0; i < x.length; i++) {
            if (Math.abs(x[i] - x[0] - i * spacing) > EVEN * spacing) {
                throw new IllegalArgumentException(
                        "frequencies need evenly spaced evaluations: of %d from %s to %s, number %d should be at %s but is at %s"
                                .formatted(x.length, x[0], x[x.length - 1], i + 1, x[0] + i * spacing, x[i]));
            }
        }
        return spacing;
    }
}
