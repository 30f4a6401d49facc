package keel.agents.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;

class SumTreeTest {
    private static SumTree of(int capacity, double... values) {
        SumTree tree = new SumTree(capacity);
        for (int i = 0; i < values.length; i++) {
            tree.set(i, values[i]);
        }
        return tree;
    }

    /** Laid end to end, 1, 0, 2, 0.5 end at 1, 1, 3 and 3.5. */
    @Test
    void findsTheLeafInWhoseStretchAPointLies() {
        SumTree tree = of(5, 1, 0, 2, 0.5);
        assertEquals(3.5, tree.total());
        assertEquals(0, tree.find(0));
        assertEquals(0, tree.find(0.999));
        assertEquals(2, tree.find(1));
        assertEquals(2, tree.find(2.999));
        assertEquals(3, tree.find(3));
        assertEquals(3, tree.find(3.499));
    }

    @Test
    void aPointAtOrBehindTheEndStillFindsALeafThatIsNotZero() {
        assertEquals(3, of(8, 1, 0, 2, 0.5).find(3.5));
        assertEquals(3, of(8, 1, 0, 2, 0.5).find(1e9));
    }

    /** Sums that were kept by adding differences would end with what rounding left of 1e16. */
    @Test
    void aLargeValueThatGoesAwayLeavesNothingBehind() {
        SumTree tree = of(3, 0.1, 1e16, 0.2);
        tree.set(1, 0.3);
        assertEquals(0.1 + 0.3 + 0.2, tree.total(), 1e-15);
        assertEquals(0.3, tree.get(1));
    }

    @Test
    void theSameLeavesInAnyOrderOrAtOnceAreTheSameTree() {
        RandomStream random = RandomStream.named(1, "tree");
        SumTree tree = new SumTree(13);
        for (int k = 0; k < 500; k++) {
            tree.set(random.nextInt(13), random.nextDouble());
        }
        SumTree again = new SumTree(13);
        again.setAll(tree.first(13));
        assertArrayEquals(tree.first(13), again.first(13));
        assertEquals(tree.total(), again.total());
        for (int k = 0; k < 1000; k++) {
            double point = random.nextDouble() * tree.total();
            assertEquals(tree.find(point), again.find(point));
        }
    }

    /**
     * The chi-square statistic of 100,000 draws over 6 leaves has 5 degrees of freedom: above 20.5 with a chance of 0.001, and
     * in the thousands if one leaf's stretch were wrong by a few percent.
     */
    @Test
    void uniformPointsFindEveryLeafAsOftenAsItIsLarge() {
        double[] values = {1, 4, 0.5, 2, 0.25, 2.25};
        SumTree tree = of(6, values);
        RandomStream random = RandomStream.named(0, "points");
        int draws = 100_000;
        int[] counts = new int[6];
        for (int k = 0; k < draws; k++) {
            counts[tree.find(random.nextDouble() * tree.total())]++;
        }
        double statistic = 0;
        for (int i = 0; i < 6; i++) {
            double expected = draws * values[i] / 10;
            statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        assertTrue(statistic < 20.5, "chi-square is " + statistic);
    }
}
