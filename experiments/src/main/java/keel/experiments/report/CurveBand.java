package keel.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import keel.experiments.stability.ScoreCurve;

/**
 * Curves of one setting's seeds on a common grid of x: mean, least and greatest over the seeds that reach there.
 *
 * @param mean NaN where no seed was measured
 * @param seeds how many seeds were measured at each x
 */
public record CurveBand(double[] mean, double[] low, double[] high, int[] seeds) {
    private static final int FEWEST_BUCKETS = 25;
    private static final double NEARLY_ALL = 0.95;

    /**
     * The common grid for a chart. Where the seeds of each setting were measured at the same places, those very places if they
     * are few enough; else the middles of equal buckets, so wide that nearly every seed was measured in nearly every bucket: a
     * mean over whichever seed happens to have ended an episode there would jump from seed to seed.
     *
     * @param settings the curves of each setting's seeds
     * @param mostPoints of the grid
     */
    public static double[] grid(List<List<ScoreCurve>> settings, int mostPoints) {
        List<ScoreCurve> all = settings.stream().flatMap(List::stream).toList();
        double[] places = places(all);
        if (places.length <= mostPoints && settings.stream().allMatch(CurveBand::aligned)) {
            return places;
        }
        int buckets = Math.min(mostPoints, longest(all));
        double[] grid = middles(places, buckets);
        while (buckets > FEWEST_BUCKETS && filled(all, grid) < NEARLY_ALL) {
            buckets /= 2;
            grid = middles(places, buckets);
        }
        return grid;
    }

    private static double[] places(List<ScoreCurve> curves) {
        TreeSet<Double> places = new TreeSet<>();
        curves.forEach(curve -> Arrays.stream(curve.x()).forEach(places::add));
        return places.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static int longest(List<ScoreCurve> curves) {
        return curves.stream().mapToInt(curve -> curve.x().length).max().orElse(0);
    }

    /** Whether the seeds were measured at the same places, as far as each of them got. */
    private static boolean aligned(List<ScoreCurve> seeds) {
        return places(seeds).length <= longest(seeds);
    }

    private static double[] middles(double[] places, int buckets) {
        double first = places[0];
        double width = (places[places.length - 1] - first) / buckets;
        double[] grid = new double[buckets];
        for (int i = 0; i < buckets; i++) {
            grid[i] = first + (i + 0.5) * width;
        }
        return grid;
    }

    /** Share of grid places with a measurement, over all curves, each between its own ends. */
    private static double filled(List<ScoreCurve> curves, double[] grid) {
        int reached = 0;
        int measured = 0;
        for (ScoreCurve curve : curves) {
            int[] at = Arrays.stream(curve.x()).mapToInt(x -> nearest(grid, x)).toArray();
            reached += at.length == 0 ? 0 : at[at.length - 1] - at[0] + 1;
            measured += (int) Arrays.stream(at).distinct().count();
        }
        return (double) measured / Math.max(1, reached);
    }

    /** Puts each seed's measurements to their nearest grid place, by mean, and then joins the seeds. */
    public static CurveBand of(List<ScoreCurve> seeds, double[] grid) {
        List<double[]> rows = new ArrayList<>();
        seeds.forEach(curve -> rows.add(onGrid(curve, grid)));
        int n = grid.length;
        CurveBand band = new CurveBand(new double[n], new double[n], new double[n], new int[n]);
        for (int i = 0; i < n; i++) {
            int at = i;
            double[] values = rows.stream()
                    .mapToDouble(row -> row[at])
                    .filter(Double::isFinite)
                    .toArray();
            band.seeds[i] = values.length;
            band.mean[i] = Arrays.stream(values).average().orElse(Double.NaN);
            band.low[i] = Arrays.stream(values).min().orElse(Double.NaN);
            band.high[i] = Arrays.stream(values).max().orElse(Double.NaN);
        }
        return band;
    }

    private static double[] onGrid(ScoreCurve curve, double[] grid) {
        double[] sum = new double[grid.length];
        int[] count = new int[grid.length];
        for (int i = 0; i < curve.x().length; i++) {
            if (Double.isFinite(curve.y()[i])) {
                int at = nearest(grid, curve.x()[i]);
                sum[at] += curve.y()[i];
                count[at]++;
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] = count[i] == 0 ? Double.NaN : sum[i] / count[i];
        }
        return sum;
    }

    private static int nearest(double[] grid, double x) {
        int at = Arrays.binarySearch(grid, x);
        if (at >= 0) {
            return at;
        }
        int above = -at - 1;
        if (above == 0) {
            return 0;
        }
        if (above == grid.length) {
            return grid.length - 1;
        }
        return x - grid[above - 1] <= grid[above] - x ? above - 1 : above;
    }
}
