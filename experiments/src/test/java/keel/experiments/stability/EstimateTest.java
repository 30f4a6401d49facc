package keel.experiments.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class EstimateTest {
    @Test
    void scoresThatAgreeHaveAnIntervalOfNoWidthAndOneScoreHasNone() {
        assertEquals(
                Optional.of(new Interval(3, 3)),
                Estimate.ofMiddleHalf(new double[] {3, 3, 3, 3}).interval());
        assertEquals(Optional.empty(), Estimate.ofMiddleHalf(new double[] {3}).interval());
        assertEquals(0, Estimate.ofMiddleHalf(new double[0]).n());
    }

    /** A report made again from the same runs must show the same numbers. */
    @Test
    void theSameScoresHaveTheSameInterval() {
        double[] scores = {0.91, 0.15, 0.42, 0.77, 0.36, 0.58, 0.23, 0.69, 0.84, 0.07, 0.51, 0.62};
        assertEquals(Estimate.ofMiddleHalf(scores), Estimate.ofMiddleHalf(scores));
    }

    /** A run that diverged is worse than any that did not, by no number one could name. */
    @Test
    void theWorstPossibleScoreIsCutWhileItIsRare() {
        double lost = Double.NEGATIVE_INFINITY;
        Estimate half = Estimate.ofMiddleHalf(new double[] {lost, lost, 3, 9});
        assertEquals(lost, half.mean());
        assertEquals(lost, half.interval().orElseThrow().low());
        Estimate few = Estimate.ofMiddleHalf(new double[] {lost, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5});
        assertEquals(5, few.mean());
        assertTrue(few.interval().orElseThrow().high() == 5);
    }
}
