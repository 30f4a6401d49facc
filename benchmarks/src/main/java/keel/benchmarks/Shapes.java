package keel.benchmarks;

import java.util.ArrayList;
import java.util.List;
import keel.training.network.Activation;
import keel.training.network.MlpLayout;
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
    static MlpLayout layout(String shape, Activation activation) {
        String[] widths = shape.split("-", -1);
        List<Integer> hidden = new ArrayList<>();
        for (int i = 1; i < widths.length - 1; i++) {
            hidden.add(Integer.parseInt(widths[i]));
        }
        return new MlpLayout(
                Integer.parseInt(widths[0]),
                new NetworkSpec(hidden, activation),
                Integer.parseInt(widths[widths.length - 1]));
    }

    static float[] normal(RandomStream random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
