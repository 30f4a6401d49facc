package keel.gans.diagnostics;

import static keel.training.InvalidConfigException.require;

import java.util.function.UnaryOperator;
import keel.gans.dynamics.Spectrum;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * Leading eigenvalues of the Jacobian of a game's field at a point, by Arnoldi's iteration: the field is only asked for its
 * change along directions, by central differences, so that two evaluations a direction are enough.
 */
public final class GameJacobian {
    private GameJacobian() {}

    /**
     * The Ritz values of a Krylov space.
     *
     * @param field of both players' parameters: the way they move, at rate 1
     * @param point where
     * @param dimensions of the Krylov space, at most as many as the point has; all of them give every eigenvalue
     * @param step of the differences, in units of the parameters
     * @param start any vector of the point's length that is not 0
     */
    public static Spectrum leading(
            UnaryOperator<double[]> field, double[] point, int dimensions, double step, double[] start) {
        require(
                dimensions >= 1 && dimensions <= point.length,
                "a Krylov space of %d dimensions: it must have between 1 and the %d of the point."
                        .formatted(dimensions, point.length));
        double[][] basis = new double[dimensions + 1][];
        double[][] hessenberg = new double[dimensions][dimensions];
        basis[0] = scaled(start, 1 / norm(start));
        int used = dimensions;
        for (int k = 0; k < dimensions; k++) {
            double[] next = along(field, point, basis[k], step);
            // Twice is enough to keep the basis orthogonal to rounding.
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j <= k; j++) {
                    double share = dot(next, basis[j]);
                    hessenberg[j][k] += share;
                    subtract(next, share, basis[j]);
                }
            }
            double left = norm(next);
            if (k + 1 < dimensions && left <= 1e-10 * (1 + Math.abs(hessenberg[k][k]))) {
                // The space is invariant: its eigenvalues are some of the Jacobian's own.
                used = k + 1;
                break;
            }
            if (k + 1 < dimensions) {
                hessenberg[k + 1][k] = left;
                basis[k + 1] = scaled(next, 1 / left);
            }
        }
        RealMatrix small = MatrixUtils.createRealMatrix(hessenberg).getSubMatrix(0, used - 1, 0, used - 1);
        return Spectrum.of(small);
    }

    /**
     * The field's change along a direction: the Jacobian times it.
     *
     * @param step as for {@link #leading}
     */
    public static double[] along(UnaryOperator<double[]> field, double[] point, double[] direction, double step) {
        double[] ahead = point.clone();
        subtract(ahead, -step, direction);
        double[] behind = point.clone();
        subtract(behind, step, direction);
        double[] change = field.apply(ahead).clone();
        subtract(change, 1, field.apply(behind));
        return scaled(change, 1 / (2 * step));
    }

    private static void subtract(double[] from, double times, double[] what) {
        for (int i = 0; i < from.length; i++) {
            from[i] -= times * what[i];
        }
    }

    private static double[] scaled(double[] vector, double by) {
        double[] result = new double[vector.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = by * vector[i];
        }
        return result;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double norm(double[] vector) {
        return Math.sqrt(dot(vector, vector));
    }
}
