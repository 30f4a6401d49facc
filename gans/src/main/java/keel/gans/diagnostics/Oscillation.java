package keel.gans.diagnostics;

import static keel.training.InvalidConfigException.require;

/**
 * How a series swings around its trend: a straight line by least squares is taken away, and the rest, in a Hann window, is
 * transformed. The dominant period is that of the largest amplitude, frequency 0 apart.
 *
 * @param deviation standard deviation around the trend
 * @param peakToPeak largest minus smallest distance from the trend
 * @param period of the strongest swing, in steps of the series
 * @param share of the power, frequency 0 apart, within two frequencies of the strongest
 */
public record Oscillation(double deviation, double peakToPeak, double period, double share) {
    /** Frequencies next to the strongest that a Hann window spreads a pure swing over. */
    private static final int SPREAD = 2;

    /**
     * Of a series in equal steps.
     *
     * @param series at least 8 finite numbers
     */
    public static Oscillation of(double[] series) {
        require(series.length >= 8, "a series of %d numbers shows no swing; give at least 8.".formatted(series.length));
        double[] rest = detrended(series);
        double[] power = power(rest);
        int strongest = 1;
        double total = 0;
        for (int k = 1; k < power.length; k++) {
            total += power[k];
            strongest = power[k] > power[strongest] ? k : strongest;
        }
        double near = 0;
        for (int k = Math.max(1, strongest - SPREAD); k <= Math.min(power.length - 1, strongest + SPREAD); k++) {
            near += power[k];
        }
        double squares = 0;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double value : rest) {
            squares += value * value;
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        return new Oscillation(
                Math.sqrt(squares / rest.length),
                high - low,
                (double) series.length / strongest,
                total == 0 ? 0 : near / total);
    }

    private static double[] detrended(double[] series) {
        int n = series.length;
        double middle = (n - 1) / 2.0;
        double mean = 0;
        for (double value : series) {
            mean += value / n;
        }
        double across = 0;
        double along = 0;
        for (int i = 0; i < n; i++) {
            across += (i - middle) * (series[i] - mean);
            along += (i - middle) * (i - middle);
        }
        double slope = across / along;
        double[] rest = new double[n];
        for (int i = 0; i < n; i++) {
            rest[i] = series[i] - mean - slope * (i - middle);
        }
        return rest;
    }

    /** Squared amplitudes of frequencies 0 to n/2, by their definition: any length will do. */
    private static double[] power(double[] rest) {
        int n = rest.length;
        double[] windowed = new double[n];
        for (int i = 0; i < n; i++) {
            windowed[i] = rest[i] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / (n - 1)));
        }
        double[] power = new double[n / 2 + 1];
        for (int k = 0; k < power.length; k++) {
            double real = 0;
            double imaginary = 0;
            for (int i = 0; i < n; i++) {
                double angle = 2 * Math.PI * ((long) k * i % n) / n;
                real += windowed[i] * Math.cos(angle);
                imaginary -= windowed[i] * Math.sin(angle);
            }
            power[k] = real * real + imaginary * imaginary;
        }
        return power;
    }
}
