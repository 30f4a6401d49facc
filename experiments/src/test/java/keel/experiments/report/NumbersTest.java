package keel.experiments.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import keel.experiments.report.document.Cell;
import keel.experiments.stability.Estimate;
import keel.experiments.stability.Interval;
import org.junit.jupiter.api.Test;

class NumbersTest {
    /** Runs that diverged count as negative infinity, which is a result, unlike no run at all. */
    @Test
    void whatDivergedIsToldFromWhatIsUnknown() {
        Estimate worst =
                new Estimate(5, Double.NEGATIVE_INFINITY, Optional.of(new Interval(Double.NEGATIVE_INFINITY, 500)));
        assertEquals(new Cell("below any score", "[diverged, 500.0] n=5"), Numbers.cell(worst));
        assertEquals("below any score [diverged, 500.0]", Numbers.estimate(worst));
        assertEquals(new Cell("-", "n=0"), Numbers.cell(new Estimate(0, Double.NaN, Optional.empty())));
        assertEquals("-", Numbers.number(Double.NaN));
    }
}
