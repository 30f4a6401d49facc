package keel.gans.dynamics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import keel.gans.dynamics.Monodromies.Invariants;
import keel.gans.dynamics.Resonance.Band;

/**
 * The search for the slopes at which a period of rates grows.
 *
 * <p>Where no frozen step grows, the determinant of the whole period is at most 1, so the period grows if and only if its trace
 * lies beyond ±(1 + determinant). The trace swings once up and down while states turn by 2π, a tongue at each extremum; slopes
 * {@code f = F sin(u / 2)} with even steps of u up to the frozen bound F turn states by about as much from one to the next. So a
 * few points a tongue find every extremum, however narrow the band in which it is beyond the bound, and parabolas its height.
 */
final class Tongues {
    private static final int POINTS_A_TONGUE = 8;
    private static final int FEWEST_POINTS = 256;

    /** Points of the grid times steps: all in all half a second. */
    private static final double MOST_WORK = 3e7;

    /** Above what rounding makes of a trace that just touches its bound. */
    private static final double ROUNDING = 1e-8;

    private static final int REFINEMENTS = 2;
    private static final int BISECTIONS = 14;

    private final Monodromies monodromies;
    private final double lowest;
    private final double bound;
    private final double spacing;
    private final int points;

    Tongues(Monodromies monodromies, int steps) {
        this.monodromies = monodromies;
        double[] range = monodromies.frozenRange();
        lowest = range[0];
        bound = range[1];
        double tongues = bound * monodromies.turning() / 2;
        boolean none = !Double.isFinite(tongues) || bound <= lowest;
        double wanted = none ? 0 : Math.max(FEWEST_POINTS, Math.ceil(POINTS_A_TONGUE * tongues));
        spacing = Math.PI / wanted;
        points = (int) Math.min(wanted, Math.ceil(MOST_WORK / steps));
    }

    private double slope(double u) {
        return bound * Math.sin(u / 2);
    }

    private double[] slopes(double[] u) {
        return Arrays.stream(u).map(this::slope).toArray();
    }

    /** All bands, by slope. */
    List<Band> bands() {
        double[] grid = IntStream.range(1, Math.max(1, points))
                .mapToDouble(i -> i * spacing)
                .filter(u -> slope(u) >= lowest)
                .toArray();
        List<Place> places = places(grid);
        List<Place> peaks = places(peaks(places));
        places.addAll(peaks);
        places.sort(Comparator.comparingDouble(Place::u));
        List<Run> runs = runs(places);
        double[] low = edges(runs, Run::before, Run::first);
        double[] high = edges(runs, Run::after, Run::last);
        List<Band> bands = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            bands.add(band(low[i], high[i], runs.get(i).worst()));
        }
        return bands;
    }

    /** How far beyond the bound a slope is, and its radius if it is beyond. */
    private record Place(double u, double excess, double radius) {
        boolean grows() {
            return excess > ROUNDING;
        }
    }

    /** Places in a row that grow, of which one grows most, between two that do not or that are the ends. */
    private record Run(double before, double first, double last, double after, Place worst) {}

    private List<Place> places(double[] u) {
        Invariants at = monodromies.at(slopes(u));
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < u.length; i++) {
            places.add(new Place(u[i], at.excess(i), at.realRadius(i)));
        }
        return places;
    }

    private static List<Run> runs(List<Place> places) {
        List<Run> runs = new ArrayList<>();
        int last = places.size() - 1;
        for (int i = 0; i <= last; i++) {
            if (places.get(i).grows()) {
                int first = i;
                Place worst = places.get(i);
                while (i < last && places.get(i + 1).grows()) {
                    i++;
                    worst = places.get(i).radius() > worst.radius() ? places.get(i) : worst;
                }
                runs.add(new Run(
                        places.get(Math.max(0, first - 1)).u(),
                        places.get(first).u(),
                        places.get(i).u(),
                        places.get(Math.min(last, i + 1)).u(),
                        worst));
            }
        }
        return runs;
    }

    private Band band(double low, double high, Place worst) {
        return new Band(
                slope(low),
                slope(high),
                slope(worst.u()),
                worst.radius(),
                monodromies.rotationPeriod(slope(worst.u())),
                monodromies.rotationPeriod(slope(low)),
                monodromies.rotationPeriod(slope(high)));
    }

    /** Between the points of a grid, the places where the excess is largest. */
    private double[] peaks(List<Place> grid) {
        double[] peaks = IntStream.range(1, Math.max(1, grid.size() - 1))
                .filter(i -> grid.get(i).excess()
                        >= Math.max(grid.get(i - 1).excess(), grid.get(i + 1).excess()))
                .mapToDouble(i -> grid.get(i).u())
                .toArray();
        double width = spacing;
        for (int round = 0; round < REFINEMENTS; round++) {
            double[] three = new double[3 * peaks.length];
            for (int i = 0; i < three.length; i++) {
                three[i] = peaks[i / 3] + width * (i % 3 - 1);
            }
            Invariants around = monodromies.at(slopes(three));
            for (int i = 0; i < peaks.length; i++) {
                peaks[i] += width * vertex(around.excess(3 * i), around.excess(3 * i + 1), around.excess(3 * i + 2));
            }
            width /= POINTS_A_TONGUE;
        }
        return peaks;
    }

    /** Where a parabola through values at -1, 0 and 1 is highest, within these; 0 if it has no height. */
    private static double vertex(double left, double middle, double right) {
        double bend = left - 2 * middle + right;
        return bend < 0 ? Math.max(-1, Math.min(1, (left - right) / (2 * bend))) : 0;
    }

    /** Halves the way between a place outside of each run and one inside, to its edge. */
    private double[] edges(List<Run> runs, ToDoubleFunction<Run> outside, ToDoubleFunction<Run> inside) {
        double[] out = runs.stream().mapToDouble(outside).toArray();
        double[] in = runs.stream().mapToDouble(inside).toArray();
        for (int round = 0; round < BISECTIONS; round++) {
            double[] middle = new double[in.length];
            for (int i = 0; i < in.length; i++) {
                middle[i] = (in[i] + out[i]) / 2;
            }
            Invariants at = monodromies.at(slopes(middle));
            for (int i = 0; i < in.length; i++) {
                (at.excess(i) > ROUNDING ? in : out)[i] = middle[i];
            }
        }
        return in;
    }
}
