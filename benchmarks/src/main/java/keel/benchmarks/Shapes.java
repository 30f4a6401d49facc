package keel.benchmarks;

import java.util.Arrays;
import java.util.List;
import keel.training.network.Activation;
import keel.training.network.NetworkShape;
import keel.training.network.NetworkSpec;
import keel.training.random.RandomStream;

/** What the benchmarks of dense networks measure on: a shape written as {@code 4-64-64-2}, and normal numbers. */
final class Shapes {
    private Shapes() {}

    /**
     * Reads a shape.
     *
     * @param shape widths from input to output, separated by hyphens
     */
    static NetworkShape layout(String shape, Activation activation) {
        int[] widths = widths(shape);
        int last = widths.length - 1;
        List<Integer> hidden = Arrays.stream(widths, 1, last).boxed().toList();
        return new NetworkShape(widths[0], new NetworkSpec(hidden, activation), widths[last]);
    }

    /** From input to output. */
    static int[] widths(String shape) {
        return Arrays.stream(shape.split("-", -1)).mapToInt(Integer::parseInt).toArray();
    }

    static float[] normal(RandomStream random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
