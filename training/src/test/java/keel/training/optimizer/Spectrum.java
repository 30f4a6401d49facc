package keel.training.optimizer;

/** Eigenvalues of a small matrix. */
final class Spectrum {
    private Spectrum() {}

    /** The largest absolute value of an eigenvalue; good to the root of a double's last digit where two meet. */
    static double radius(double[][] matrix) {
        double[] coefficients = characteristicPolynomial(matrix);
        int n = matrix.length;
        double[] re = new double[n];
        double[] im = new double[n];
        for (int i = 0; i < n; i++) {
            re[i] = Math.pow(0.9, i) * Math.cos(0.4 + 2 * i);
            im[i] = Math.pow(0.9, i) * Math.sin(0.4 + 2 * i);
        }
        for (int k = 0; k < 500; k++) {
            for (int i = 0; i < n; i++) {
                improve(i, re, im, coefficients);
            }
        }
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Math.hypot(re[i], im[i]));
        }
        return largest;
    }

    /** Coefficients from the constant one up to that of degree n, which is 1; by Faddeev and LeVerrier. */
    private static double[] characteristicPolynomial(double[][] a) {
        int n = a.length;
        double[] coefficients = new double[n + 1];
        coefficients[n] = 1;
        double[][] m = new double[n][n];
        for (int k = 1; k <= n; k++) {
            double[][] next = new double[n][n];
            double trace = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    for (int l = 0; l < n; l++) {
                        next[i][j] += a[i][l] * m[l][j];
                    }
                }
                next[i][i] += coefficients[n - k + 1];
            }
            for (int i = 0; i < n; i++) {
                for (int l = 0; l < n; l++) {
                    trace += a[i][l] * next[l][i];
                }
            }
            coefficients[n - k] = -trace / k;
            m = next;
        }
        return coefficients;
    }

    /** One step of Weierstrass, Durand and Kerner for one root. */
    private static void improve(int root, double[] re, double[] im, double[] coefficients) {
        int n = re.length;
        double x = re[root];
        double y = im[root];
        double valueRe = 1;
        double valueIm = 0;
        double productRe = 1;
        double productIm = 0;
        for (int k = n - 1; k >= 0; k--) {
            double r = valueRe * x - valueIm * y + coefficients[k];
            valueIm = valueRe * y + valueIm * x;
            valueRe = r;
        }
        for (int j = 0; j < n; j++) {
            if (j != root) {
                double dx = x - re[j];
                double dy = y - im[j];
                double r = productRe * dx - productIm * dy;
                productIm = productRe * dy + productIm * dx;
                productRe = r;
            }
        }
        double square = productRe * productRe + productIm * productIm;
        if (square > 0) {
            re[root] = x - (valueRe * productRe + valueIm * productIm) / square;
            im[root] = y - (valueIm * productRe - valueRe * productIm) / square;
        }
    }
}
