package keel.gans.metrics;

/**
 * Squared maximum mean discrepancy of two sets under a kernel (Gretton et al. 2012), estimated without bias: it may be below 0.
 * With the polynomial kernel this is KID (Bińkowski et al. 2018).
 */
public final class KernelDistance {
    private KernelDistance() {}

    /** A similarity of two rows. */
    private interface Kernel {
        double of(double[] x, double[] y);
    }

    /** Under {@code (x . y / size + 1)³}. */
    public static double polynomial(SampleSet one, SampleSet other) {
        return squared(one, other, (x, y) -> {
            double dot = 0;
            for (int i = 0; i < x.length; i++) {
                dot += x[i] * y[i];
            }
            double base = dot / x.length + 1;
            return base * base * base;
        });
    }

    /** Under {@code exp(-|x - y|² / (2 width²))}. */
    public static double gaussian(SampleSet one, SampleSet other, double width) {
        return squared(one, other, (x, y) -> {
            double squares = 0;
            for (int i = 0; i < x.length; i++) {
                squares += (x[i] - y[i]) * (x[i] - y[i]);
            }
            return Math.exp(-squares / (2 * width * width));
        });
    }

    private static double squared(SampleSet one, SampleSet other, Kernel kernel) {
        double across = 0;
        for (double[] x : one.rows()) {
            for (double[] y : other.rows()) {
                across += kernel.of(x, y);
            }
        }
        return within(one, kernel) + within(other, kernel) - 2 * across / one.count() / other.count();
    }

    /** Mean over pairs of different rows. */
    private static double within(SampleSet set, Kernel kernel) {
        double sum = 0;
        for (int i = 0; i < set.count(); i++) {
            for (int j = 0; j < i; j++) {
                sum += kernel.of(set.rows()[i], set.rows()[j]);
            }
        }
        return 2 * sum / set.count() / (set.count() - 1);
    }
}
