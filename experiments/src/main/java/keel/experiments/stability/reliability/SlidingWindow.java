package keel.experiments.stability.reliability;

import java.util.Arrays;
import keel.experiments.stability.ScoreCurve;

/**
 * A stretch of training that ends at a place: the last {@code steps} steps up to and with it. Places are whole steps, so a window
 * of 10 that ends at 100 holds 91 to 100.
 *
 * @param steps environment steps or iterations, at least 1
 */
public record SlidingWindow(double steps) {
    public SlidingWindow {
        if (!(steps >= 1)) {
            throw new IllegalArgumentException("a window holds at least 1 step but got " + steps);
        }
    }

    /** As long as the curve; ends at its last place. The curve is not empty. */
    public static SlidingWindow whole(ScoreCurve curve) {
        return new SlidingWindow(last(curve) - curve.x()[0] + 1);
    }

    private static double last(ScoreCurve curve) {
        return curve.x()[curve.x().length - 1];
    }

    /** Places of the curve before which it holds a whole window; none where it is shorter than the window. */
    public double[] places(ScoreCurve curve) {
        return Arrays.stream(curve.x())
                .filter(place -> place >= curve.x()[0] + steps - 1)
                .toArray();
    }

    /**
     * The scores in the window that ends at the place.
     *
     * @throws IllegalArgumentException where nothing was measured there
     */
    public double[] scores(ScoreCurve curve, double place) {
        int from = firstAtLeast(curve.x(), place - steps + 1);
        int to = from;
        while (to < curve.x().length && curve.x()[to] <= place) {
            to++;
        }
        if (from == to) {
            throw new IllegalArgumentException(
                    "nothing was measured in the %s steps up to %s: use a longer window".formatted(steps, place));
        }
        return Arrays.copyOfRange(curve.y(), from, to);
    }

    private static int firstAtLeast(double[] rising, double value) {
        int found = Arrays.binarySearch(rising, value);
        return found >= 0 ? found : -found - 1;
    }
}
