package keel.agents.dqn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class ActionValuesTest {
    @Test
    void theFirstOfEqualsIsBest() {
        ActionValues values = new ActionValues(3, 1);
        float[] rows = {1, 3, 3, -1, -2, -0.5f};
        assertEquals(1, values.best(rows, 0));
        assertEquals(2, values.best(rows, 1));
        assertEquals(0.0, values.gap(rows, 0));
        assertEquals(0.5, values.gap(rows, 1));
    }

    @Test
    void expectedReturnsAreMeans() {
        float[] expected = new ActionValues(2, 2).expected(new float[] {1, 2, 5, 7}, 1);
        assertEquals(1.5f, expected[0]);
        assertEquals(6f, expected[1]);
        float[] same = {1, 2};
        assertSame(same, new ActionValues(2, 1).expected(same, 1));
    }

    @Test
    void asMuchAsThereIsNoSecondActionThereIsNoGap() {
        assertEquals(0.0, new ActionValues(1, 1).gap(new float[] {7}, 0));
    }
}
