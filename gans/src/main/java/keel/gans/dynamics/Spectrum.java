package keel.gans.dynamics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.hipparchus.complex.Complex;
import org.hipparchus.linear.EigenDecompositionNonSymmetric;
import org.hipparchus.linear.RealMatrix;

/**
 * Eigenvalues, those of the largest modulus first; of a conjugate pair the one above the real axis first.
 *
 * @param eigenvalues as many as the matrix has rows
 */
public record Spectrum(List<Complex> eigenvalues) {
    public Spectrum {
        eigenvalues = List.copyOf(eigenvalues);
    }

    /** Of a square matrix. */
    public static Spectrum of(RealMatrix matrix) {
        if (matrix.getRowDimension() == 2) {
            return ofTwo(matrix);
        }
        Complex[] all = new EigenDecompositionNonSymmetric(matrix).getEigenvalues();
        return sorted(Arrays.asList(all));
    }

    /** In closed form, which keeps 1e-16 where an iteration stops earlier. */
    private static Spectrum ofTwo(RealMatrix m) {
        double half = (m.getEntry(0, 0) + m.getEntry(1, 1)) / 2;
        double halfDifference = (m.getEntry(0, 0) - m.getEntry(1, 1)) / 2;
        double square = halfDifference * halfDifference + m.getEntry(0, 1) * m.getEntry(1, 0);
        double root = Math.sqrt(Math.abs(square));
        return square < 0
                ? sorted(List.of(new Complex(half, root), new Complex(half, -root)))
                : sorted(List.of(new Complex(half + root, 0), new Complex(half - root, 0)));
    }

    private static Spectrum sorted(List<Complex> all) {
        return new Spectrum(all.stream()
                .sorted(Comparator.comparingDouble((Complex z) -> -z.norm())
                        .thenComparingDouble(z -> -z.getImaginary()))
                .toList());
    }

    /** The largest modulus. */
    public double radius() {
        return eigenvalues.get(0).norm();
    }

    /** Steps until the leading eigenvalue has turned once around 0; infinite if it lies on the positive real axis. */
    public double period() {
        return 2 * Math.PI / Math.abs(eigenvalues.get(0).getArgument());
    }
}
