package keel.agents.dqn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuelingHeadTest {
    /** V = 10, advantages 1, 2, 6 of mean 3. */
    @Test
    void valuesAreVPlusAdvantageMinusItsMean() {
        float[] values = new DuelingHead(3, 1).values(new float[] {10, 1, 2, 6}, 1);
        assertArrayEquals(new float[] {8, 9, 13}, values);
    }

    /** Numbers (V0, V1) = (10, 20), actions (1, 5) and (3, 9): means 2 and 7. */
    @Test
    void everyNumberOfADistributionHasStreamsOfItsOwn() {
        float[] values = new DuelingHead(2, 2).values(new float[] {10, 20, 1, 5, 3, 9}, 1);
        assertArrayEquals(new float[] {9, 18, 11, 22}, values);
    }

    @Test
    void gradientByHand() {
        float[] gradient = new DuelingHead(2, 1).outputGradient(new float[] {0, 4}, 1);
        assertArrayEquals(new float[] {4, -2, 2}, gradient);
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 3", "3, 1, 1", "4, 5, 2", "1, 2, 2"})
    void gradientsAgreeWithCentralDifferences(int actions, int atoms, int rows) {
        RandomStream random = RandomStream.named(2, "dueling");
        DuelingHead head = new DuelingHead(actions, atoms);
        float[] outputs = gaussians(random, rows * head.outputs());
        float[] direction = gaussians(random, rows * actions * atoms);
        float[] gradient = head.outputGradient(direction, rows).clone();
        for (int k = 0; k < outputs.length; k++) {
            float[] up = outputs.clone();
            float[] down = outputs.clone();
            up[k] += 0.5f;
            down[k] -= 0.5f;
            double difference = dot(head.values(up, rows), direction) - dot(head.values(down, rows), direction);
            assertEquals(difference, gradient[k], 1e-5, "output " + k);
        }
    }

    @Test
    void asMuchOnAllAdvantagesChangesNothing() {
        DuelingHead head = new DuelingHead(3, 1);
        float[] values = head.values(new float[] {1, 2, 3, 4}, 1).clone();
        assertArrayEquals(values, head.values(new float[] {1, 7, 8, 9}, 1));
    }

    @Test
    void aPlainHeadCopiesNothing() {
        float[] array = {1, 2};
        PlainHead head = new PlainHead(2);
        assertSame(array, head.values(array, 1));
        assertSame(array, head.outputGradient(array, 1));
        assertEquals(new PlainHead(6), QHead.of(false, 2, 3));
        assertEquals(9, QHead.of(true, 2, 3).outputs());
    }

    private static float[] gaussians(RandomStream random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < b.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
