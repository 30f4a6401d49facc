package keel.gans.metrics;

import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * Fréchet distance of two Gaussians with the means and covariances of two sets (Dowson &amp; Landau 1982; Heusel et al. 2017):
 * {@code |m1 - m2|² + tr(C1 + C2 - 2 (C1^½ C2 C1^½)^½)}. It sees no more than these moments.
 */
public final class Frechet {
    private Frechet() {}

    public static double distance(SampleSet one, SampleSet other) {
        return distance(one.mean(), one.covariance(), other.mean(), other.covariance());
    }

    /** Of moments. Covariances may be singular. */
    public static double distance(
            double[] mean, RealMatrix covariance, double[] otherMean, RealMatrix otherCovariance) {
        double squares = 0;
        for (int i = 0; i < mean.length; i++) {
            squares += (mean[i] - otherMean[i]) * (mean[i] - otherMean[i]);
        }
        RealMatrix root = root(covariance);
        RealMatrix inner = root.multiply(otherCovariance).multiply(root);
        double traceOfRoot = 0;
        for (double value : new EigenDecompositionSymmetric(symmetric(inner)).getEigenvalues()) {
            traceOfRoot += Math.sqrt(Math.max(0, value));
        }
        return squares + covariance.getTrace() + otherCovariance.getTrace() - 2 * traceOfRoot;
    }

    private static RealMatrix root(RealMatrix covariance) {
        EigenDecompositionSymmetric parts = new EigenDecompositionSymmetric(covariance);
        double[] roots = parts.getEigenvalues().clone();
        for (int i = 0; i < roots.length; i++) {
            // Rounding may bring an eigenvalue of 0 below it.
            roots[i] = Math.sqrt(Math.max(0, roots[i]));
        }
        return parts.getV()
                .multiply(MatrixUtils.createRealDiagonalMatrix(roots))
                .multiply(parts.getVT());
    }

    private static RealMatrix symmetric(RealMatrix matrix) {
        return matrix.add(matrix.transpose()).scalarMultiply(0.5);
    }
}
