package keel.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** Where a function of two positive numbers passes 0, by marching over the squares of a logarithmic grid. */
final class Boundary {
    private static final int SIDE = 200;

    private Boundary() {}

    /**
     * The line, in short pieces.
     *
     * @param xReach smallest and largest x
     * @return of each piece x and y of both ends
     */
    static List<double[]> of(DoubleBinaryOperator function, double[] xReach, double[] yReach) {
        double[][] values = new double[SIDE + 1][SIDE + 1];
        for (int i = 0; i <= SIDE; i++) {
            for (int j = 0; j <= SIDE; j++) {
                values[i][j] = function.applyAsDouble(at(xReach, i), at(yReach, j));
            }
        }
        List<double[]> pieces = new ArrayList<>();
        for (int i = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
                List<double[]> crossings = new ArrayList<>();
                cross(crossings, values[i][j], values[i + 1][j], i, j, 1, 0);
                cross(crossings, values[i + 1][j], values[i + 1][j + 1], i + 1, j, 0, 1);
                cross(crossings, values[i][j + 1], values[i + 1][j + 1], i, j + 1, 1, 0);
                cross(crossings, values[i][j], values[i][j + 1], i, j, 0, 1);
                for (int k = 0; k + 1 < crossings.size(); k += 2) {
                    double[] from = crossings.get(k);
                    double[] to = crossings.get(k + 1);
                    pieces.add(
                            new double[] {at(xReach, from[0]), at(yReach, from[1]), at(xReach, to[0]), at(yReach, to[1])
                            });
                }
            }
        }
        return pieces;
    }

    /** Adds where, on an edge from (i, j) in a direction, the function passes 0, if it does. */
    private static void cross(List<double[]> to, double one, double other, int i, int j, int right, int up) {
        if (one < 0 != other < 0) {
            double share = one / (one - other);
            to.add(new double[] {i + right * share, j + up * share});
        }
    }

    private static double at(double[] reach, double index) {
        return reach[0] * Math.pow(reach[1] / reach[0], index / SIDE);
    }
}
