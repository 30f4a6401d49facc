package keel.experiments.stability.rate;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import keel.experiments.stability.Interval;
import keel.experiments.stability.aggregate.StratifiedBootstrap;
import keel.training.random.RandomStream;

/**
 * The stable region on an axis of rates: around the rate with the most steady seeds, as far as at least half of the seeds are
 * steady; between two rates the share is taken to be linear in the rate's logarithm. A region that reaches the end of the axis is
 * open there, and its width is a lower bound.
 *
 * @param from smallest stable rate
 * @param to largest
 * @param openBelow whether no smaller rate was tried
 * @param openAbove whether no larger rate was tried
 * @param decades the width's percentile bootstrap interval over seeds, drawn again at each rate by itself; 0 counts where no
 *     rate is stable
 * @param seeds at all rates together
 */
public record StableWidth(double from, double to, boolean openBelow, boolean openAbove, Interval decades, int seeds) {
    private static final double HALF = 0.5;
    private static final int REPETITIONS = 10_000;

    /** In powers of ten. */
    public double width() {
        return Math.log10(to / from);
    }

    /**
     * Of seeds at rates; nothing where at no rate half of the seeds are steady.
     *
     * @param rates rising, above 0
     * @param steady by rate: whether each judged seed was steady; none at a rate counts as not stable
     */
    public static Optional<StableWidth> of(double[] rates, List<boolean[]> steady, RandomStream random) {
        double[] shares = steady.stream().mapToDouble(StableWidth::share).toArray();
        return region(rates, shares)
                .map(region -> new StableWidth(
                        region[0],
                        region[1],
                        region[0] == rates[0],
                        region[1] == rates[rates.length - 1],
                        interval(rates, steady, random),
                        steady.stream().mapToInt(seeds -> seeds.length).sum()));
    }

    private static Interval interval(double[] rates, List<boolean[]> steady, RandomStream random) {
        double[] widths = new double[REPETITIONS];
        double[] shares = new double[rates.length];
        for (int r = 0; r < REPETITIONS; r++) {
            for (int i = 0; i < shares.length; i++) {
                boolean[] seeds = steady.get(i);
                int count = 0;
                for (int k = 0; k < seeds.length; k++) {
                    count += seeds[random.nextInt(seeds.length)] ? 1 : 0;
                }
                shares[i] = seeds.length == 0 ? 0 : (double) count / seeds.length;
            }
            widths[r] = region(rates, shares)
                    .map(region -> Math.log10(region[1] / region[0]))
                    .orElse(0.0);
        }
        return StratifiedBootstrap.middle(widths);
    }

    private static double share(boolean[] seeds) {
        int count = 0;
        for (boolean seed : seeds) {
            count += seed ? 1 : 0;
        }
        return seeds.length == 0 ? 0 : (double) count / seeds.length;
    }

    /** Smallest and largest rate of the region around the largest share; nothing if that is below a half. */
    private static Optional<double[]> region(double[] rates, double[] shares) {
        int best = 0;
        for (int i = 1; i < shares.length; i++) {
            best = shares[i] > shares[best] ? i : best;
        }
        if (shares[best] < HALF) {
            return Optional.empty();
        }
        int low = best;
        while (low > 0 && shares[low - 1] >= HALF) {
            low--;
        }
        int high = best;
        while (high < shares.length - 1 && shares[high + 1] >= HALF) {
            high++;
        }
        double from = low == 0 ? rates[0] : crossing(rates, shares, low, low - 1);
        double to = high == shares.length - 1 ? rates[high] : crossing(rates, shares, high, high + 1);
        return Optional.of(new double[] {from, to});
    }

    private static double crossing(double[] rates, double[] shares, int inside, int outside) {
        double part = (shares[inside] - HALF) / (shares[inside] - shares[outside]);
        return rates[inside] * Math.pow(rates[outside] / rates[inside], part);
    }

    /** All widths of a figure that is resampled must not share one stream: a name for each. */
    static RandomStream stream(String... names) {
        return RandomStream.named(0, "stable-width/" + String.join("/", Arrays.asList(names)));
    }
}
