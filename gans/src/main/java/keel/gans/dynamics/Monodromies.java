package keel.gans.dynamics;

import static keel.training.InvalidConfigException.require;

import java.util.Arrays;
import org.hipparchus.linear.RealMatrix;

/**
 * Trace and determinant of the matrix of a whole period, for many slopes f at a time. Steps of plain descent have the form
 *
 * <pre>
 * 1       -a f
 * b f      c - q f²
 * </pre>
 *
 * <p>with q = a b for alternating and q = 0 for simultaneous updates, so that a period of thousands of steps costs microseconds
 * for each slope.
 */
final class Monodromies {
    /** Slopes whose matrices the processor's nearest cache holds: these loops run over slopes, which it can do several at a time. */
    private static final int TOGETHER = 512;

    private final double[] a;
    private final double[] b;
    private final double[] c;
    private final double[] q;

    /**
     * Reads a, b and c off the rule's own steps.
     *
     * @param rule plain descent: {@link UpdateRule.Simultaneous} or {@link UpdateRule.Alternating}
     */
    Monodromies(UpdateRule rule, double gamma, RatePeriod rates) {
        boolean alternating = rule instanceof UpdateRule.Alternating;
        require(
                alternating || rule instanceof UpdateRule.Simultaneous,
                "resonance over all slopes is known for plain simultaneous or alternating descent, but the rule is %s. Ask for one slope with a Cycle."
                        .formatted(rule));
        int steps = rates.steps();
        a = new double[steps];
        b = new double[steps];
        c = new double[steps];
        q = new double[steps];
        LinearGame unit = new LinearGame(1, gamma);
        for (int t = 0; t < steps; t++) {
            RealMatrix step = rule.step(unit, rates.generator()[t], rates.discriminator()[t]);
            a[t] = -step.getEntry(0, 1);
            b[t] = step.getEntry(1, 0);
            q[t] = alternating ? a[t] * b[t] : 0;
            c[t] = step.getEntry(1, 1) + q[t];
        }
    }

    /** What decides a period: both by slope. */
    record Invariants(double[] trace, double[] determinant) {
        /** How far the trace is beyond where an eigenvalue leaves the unit circle along the real axis: {@code |tr| - 1 - det}. */
        double excess(int i) {
            double excess = Math.abs(trace[i]) - 1 - determinant[i];
            return Double.isNaN(excess) ? Double.POSITIVE_INFINITY : excess;
        }

        /** The larger modulus of two real eigenvalues. */
        double realRadius(int i) {
            double half = Math.abs(trace[i]) / 2;
            return half + Math.sqrt(Math.max(0, half * half - determinant[i]));
        }
    }

    /** Of each slope. */
    Invariants at(double[] slopes) {
        Invariants all = new Invariants(new double[slopes.length], new double[slopes.length]);
        for (int from = 0; from < slopes.length; from += TOGETHER) {
            int to = Math.min(slopes.length, from + TOGETHER);
            double[] trace = new double[to - from];
            double[] determinant = new double[to - from];
            at(Arrays.copyOfRange(slopes, from, to), trace, determinant);
            System.arraycopy(trace, 0, all.trace, from, to - from);
            System.arraycopy(determinant, 0, all.determinant, from, to - from);
        }
        return all;
    }

    private void at(double[] slopes, double[] trace, double[] determinant) {
        int n = slopes.length;
        double[] below = new double[n];
        double[] beside = new double[n];
        double[] corner = new double[n];
        Arrays.fill(trace, 1);
        Arrays.fill(corner, 1);
        Arrays.fill(determinant, 1);
        for (int t = 0; t < a.length; t++) {
            step(a[t], b[t], c[t], q[t], slopes, trace, below);
            step(a[t], b[t], c[t], q[t], slopes, beside, corner);
            multiply(determinant, c[t], a[t] * b[t] - q[t], slopes);
        }
        for (int i = 0; i < n; i++) {
            trace[i] += corner[i];
        }
    }

    /** One step of a column of each slope's matrix. */
    private static void step(double a, double b, double c, double q, double[] slopes, double[] upper, double[] lower) {
        for (int i = 0; i < slopes.length; i++) {
            double f = slopes[i];
            double theta = upper[i];
            double psi = lower[i];
            upper[i] = theta - a * f * psi;
            lower[i] = b * f * theta + (c - q * f * f) * psi;
        }
    }

    private static void multiply(double[] determinant, double constant, double square, double[] slopes) {
        for (int i = 0; i < slopes.length; i++) {
            determinant[i] *= constant + square * slopes[i] * slopes[i];
        }
    }

    /**
     * The slopes at which no frozen step grows, by Jury's conditions {@code det <= 1} and {@code |tr| <= 1 + det}: from the first
     * number to the second, which is not above the first if nothing fulfils them, and infinite if nothing bounds them.
     */
    double[] frozenRange() {
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        for (int t = 0; t < a.length; t++) {
            double turn = a[t] * b[t];
            // -tr <= 1 + det: (2q - ab) f² <= 2 (1 + c).
            double square = 2 * q[t] - turn;
            double room = 2 * (1 + c[t]);
            if (turn < 0 || (square >= 0 && room < 0)) {
                return new double[2];
            }
            if (square > 0) {
                high = Math.min(high, room / square);
            } else if (room < 0) {
                low = Math.max(low, room / square);
            }
            // det <= 1: (ab - q) f² <= 1 - c.
            if (turn > q[t]) {
                high = Math.min(high, (1 - c[t]) / (turn - q[t]));
            }
        }
        return new double[] {Math.sqrt(low), Math.sqrt(Math.max(0, high))};
    }

    /** How far all steps together turn for each unit of f, in radians, as long as none turns far. */
    double turning() {
        double sum = 0;
        for (int t = 0; t < a.length; t++) {
            sum += Math.sqrt(a[t] * b[t]);
        }
        return sum;
    }

    /** Steps in which states turn once around the equilibrium: the mean over the frozen steps of how far each turns. */
    double rotationPeriod(double f) {
        double turned = 0;
        for (int t = 0; t < a.length; t++) {
            double half = (1 + c[t] - q[t] * f * f) / 2;
            double determinant = c[t] + (a[t] * b[t] - q[t]) * f * f;
            turned += Math.atan2(Math.sqrt(Math.max(0, determinant - half * half)), half);
        }
        return 2 * Math.PI * a.length / turned;
    }
}
