package keel.experiments.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StabilityTest {
    /** Mean 2, standard error 1 / √3, and Student's 97.5 % quantile for 2 degrees of freedom is 4.302653. */
    @Test
    void studentsIntervalOfThreeSeeds() {
        Interval interval = Interval.ofMean(new double[] {3, 1, 2});
        assertEquals(2 - 4.302653 / Math.sqrt(3), interval.low(), 1e-6);
        assertEquals(2 + 4.302653 / Math.sqrt(3), interval.high(), 1e-6);
        assertEquals(new Interval(5, 5), Interval.ofMean(new double[] {5, 5, 5, 5}));
    }

    /** Wilson, z = 1.959964: for 3 of 3 the lower bound is 3 / (3 + z²); for 5 of 10 the interval is symmetric. */
    @Test
    void wilsonsInterval() {
        double square = 1.959964 * 1.959964;
        Interval all = Interval.ofShare(3, 3);
        assertEquals(3 / (3 + square), all.low(), 1e-6);
        assertEquals(1, all.high(), 1e-12);
        Interval half = Interval.ofShare(5, 10);
        assertEquals(1, half.low() + half.high(), 1e-12);
        assertEquals(0.2366, half.low(), 1e-4);
        assertThrows(IllegalArgumentException.class, () -> Interval.ofShare(4, 3));
    }

    @Test
    void oneSeedHasNoIntervalAndNoneHasNoMean() {
        assertTrue(Estimate.of(new double[] {7}).interval().isEmpty());
        assertEquals(7, Estimate.of(new double[] {7}).mean());
        assertTrue(Double.isNaN(Estimate.of(new double[0]).mean()));
        assertThrows(IllegalArgumentException.class, () -> Interval.ofMean(new double[] {7}));
    }

    /** From (0, 0) to (10, 10) the mean is 5, then 10 for 30 more: (50 + 300) / 40. */
    @Test
    void areaIsTheMeanOverTraining() {
        ScoreCurve curve = new ScoreCurve(new double[] {0, 10, 40}, new double[] {0, 10, 10});
        assertEquals(8.75, curve.meanOverTraining(), 1e-12);
        assertEquals(3, new ScoreCurve(new double[] {5}, new double[] {3}).meanOverTraining());
        assertTrue(Double.isNaN(new ScoreCurve(new double[0], new double[0]).meanOverTraining()));
    }

    @Test
    void drawdownIsTheLargestFallBelowTheBestSoFar() {
        double[] x = {1, 2, 3, 4, 5, 6};
        assertEquals(6, new ScoreCurve(x, new double[] {1, 8, 5, 9, 3, 7}).worstDrawdown());
        assertEquals(0, new ScoreCurve(x, new double[] {1, 2, 3, 4, 5, 6}).worstDrawdown());
        // A constant shift changes nothing.
        assertEquals(6, new ScoreCurve(x, new double[] {-99, -92, -95, -91, -97, -93}).worstDrawdown());
    }
}
