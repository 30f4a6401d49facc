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
record CurveBand(double[] mean, double[] low, double[] high, int[] seeds) {
    /** Points a curve is drawn with at most. */
    static final int MOST_POINTS = 800;

    /**
     * The grid for some curves: the very places where they were measured if those are few enough, else the middles of equal
     * buckets.
     */
    static double[] grid(List<ScoreCurve> curves) {
        TreeSet<Double> places = new TreeSet<>();
        curves.forEach(curve -> Arrays.stream(curve.x()).forEach(places::add));
        if (places.size() <= MOST_POINTS) {
            return places.stream().mapToDouble(Double::doubleValue).toArray();
        }
        double first = places.first();
        double width = (places.last() - first) / MOST_POINTS;
        double[] grid = new double[MOST_POINTS];
        for (int i = 0; i < MOST_POINTS; i++) {
            grid[i] = first + (i + 0.5) * width;
        }
        return grid;
    }

    /** Puts each seed's measurements to their nearest grid place, by mean, and then joins the seeds. */
    static CurveBand of(List<ScoreCurve> seeds, double[] grid) {
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
