package keel.experiments.stability.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;

class StableWidthTest {
    private static final double[] DECADES = {1e-5, 1e-4, 1e-3, 1e-2, 1e-1};

    private static boolean[] steady(int some, int of) {
        boolean[] seeds = new boolean[of];
        Arrays.fill(seeds, 0, some, true);
        return seeds;
    }

    private static Optional<StableWidth> width(int of, int... some) {
        return StableWidth.of(
                DECADES,
                IntStream.of(some).mapToObj(count -> steady(count, of)).toList(),
                RandomStream.named(0, "test"));
    }

    /** From 0 to 1 within a decade, half of it is stable on either side: from 10^-4.5 to 10^-1.5. */
    @Test
    void theShareIsLinearInTheLogarithm() {
        StableWidth width = width(4, 0, 4, 4, 4, 0).orElseThrow();
        assertEquals(Math.pow(10, -4.5), width.from(), 1e-12);
        assertEquals(Math.pow(10, -1.5), width.to(), 1e-12);
        assertEquals(3, width.width(), 1e-12);
        assertFalse(width.openBelow());
        assertFalse(width.openAbove());
        assertEquals(20, width.seeds());
        // From 3/4 to 1/4, the half lies half way; from 1 to 1/4, two thirds of the way.
        assertEquals(1 + 0.5 + 2.0 / 3, width(4, 1, 3, 4, 1, 0).orElseThrow().width(), 1e-12);
    }

    @Test
    void seedsThatAgreeMakeTheIntervalAPoint() {
        StableWidth width = width(4, 0, 4, 4, 4, 0).orElseThrow();
        assertEquals(3, width.decades().low(), 1e-12);
        assertEquals(3, width.decades().high(), 1e-12);
        StableWidth wide = width(4, 0, 3, 4, 3, 0).orElseThrow();
        assertTrue(wide.decades().low() < wide.width()
                && wide.width() < wide.decades().high());
    }

    @Test
    void theEndOfWhatWasTriedIsOpen() {
        StableWidth width = width(4, 4, 4, 0, 0, 0).orElseThrow();
        assertTrue(width.openBelow());
        assertFalse(width.openAbove());
        assertEquals(1.5, width.width(), 1e-12);
    }

    /** Only the region around the best rate counts, not another one beyond a gap. */
    @Test
    void aGapEndsTheRegion() {
        StableWidth width = width(4, 4, 0, 3, 0, 0).orElseThrow();
        assertEquals(1e-5, width.from(), 1e-15);
        assertEquals(0.5, width.width(), 1e-12);
    }

    @Test
    void nothingIsStableWhereFewerThanHalfAre() {
        assertEquals(Optional.empty(), width(4, 0, 1, 1, 0, 0));
        assertEquals(Optional.empty(), width(0, 0, 0, 0, 0, 0));
    }

    @Test
    void theSameStreamGivesTheSameInterval() {
        List<boolean[]> seeds = List.of(steady(0, 5), steady(3, 5), steady(5, 5), steady(2, 5), steady(1, 5));
        StableWidth one =
                StableWidth.of(DECADES, seeds, RandomStream.named(1, "a")).orElseThrow();
        assertEquals(
                one, StableWidth.of(DECADES, seeds, RandomStream.named(1, "a")).orElseThrow());
    }
}
