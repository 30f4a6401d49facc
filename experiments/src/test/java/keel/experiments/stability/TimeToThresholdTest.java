package keel.experiments.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalDouble;
import keel.experiments.stability.TimeToThreshold.Course;
import org.junit.jupiter.api.Test;

class TimeToThresholdTest {
    private static Course curve(double... scores) {
        return new Course(FallsTest.curve(scores), false);
    }

    private static Course diverged(double... scores) {
        return new Course(FallsTest.curve(scores), true);
    }

    /** At 20 two of five have reached it, and the other three never will: no time by which half have. */
    @Test
    void aDivergedRunNeverGetsThere() {
        TimeToThreshold time =
                TimeToThreshold.of(List.of(curve(0, 5), curve(0, 5), diverged(0), diverged(), diverged()), 5);
        assertEquals(2, time.reached());
        assertEquals(5, time.n());
        assertEquals(OptionalDouble.empty(), time.median());
    }

    @Test
    void withoutCensoringItIsTheMedian() {
        TimeToThreshold time = TimeToThreshold.of(List.of(curve(5), curve(0, 5), curve(0, 0, 7)), 5);
        assertEquals(3, time.reached());
        assertEquals(OptionalDouble.of(20), time.median());
    }

    /**
     * Reached at 10, 30 and 40, censored at 20: of 4 at risk one, survival 3/4; then one of 2, 3/8. The mean of those who
     * reached it, or leaving the censored one out, would give another answer.
     */
    @Test
    void aCensoredRunIsAtRiskUntilItEnds() {
        TimeToThreshold time = TimeToThreshold.of(List.of(curve(5), curve(0, 0), curve(0, 0, 5), curve(0, 0, 0, 5)), 5);
        assertEquals(3, time.reached());
        assertEquals(4, time.n());
        assertEquals(OptionalDouble.of(30), time.median());
    }

    @Test
    void whereFewerThanHalfGetThereNobodyKnowsTheMedian() {
        TimeToThreshold time = TimeToThreshold.of(List.of(curve(5), curve(0, 0), curve(0, 0), curve()), 5);
        assertEquals(1, time.reached());
        assertEquals(3, time.n());
        assertEquals(OptionalDouble.empty(), time.median());
    }
}
