package keel.experiments.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class BoundaryTest {
    /** On a logarithmic grid the hyperbola x y² = 1 is a straight line, which the pieces hit exactly. */
    @Test
    void everyPieceLiesWhereTheFunctionIsZero() {
        double[] x = {1e-2, 1e2};
        double[] y = {1e-1, 1e1};
        List<double[]> pieces = Boundary.of((a, b) -> Math.log(a * b * b), x, y);
        double length = 0;
        for (double[] piece : pieces) {
            assertEquals(1, piece[0] * piece[1] * piece[1], 1e-9);
            assertEquals(1, piece[2] * piece[3] * piece[3], 1e-9);
            length += Math.abs(Math.log(piece[2] / piece[0]));
        }
        assertEquals(Math.log(1e4), length, 1e-6);
    }

    @Test
    void aFunctionOfOneSignHasNone() {
        assertTrue(Boundary.of((a, b) -> 1, new double[] {1, 2}, new double[] {1, 2})
                .isEmpty());
    }
}
