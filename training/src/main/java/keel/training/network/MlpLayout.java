package keel.training.network;

import java.util.List;
import keel.training.InvalidConfigException;

/**
 * Where a dense network keeps its parameters: layer by layer, each one row-major matrix {@code [in + 1, out]} whose last row
 * is the bias.
 *
 * <p>With the bias as a weight of a constant input 1, one matrix product computes a layer, and one computes its gradient.
 *
 * @param spec hidden sizes and activation
 */
public record MlpLayout(int inputs, NetworkSpec spec, int outputs) {
    public MlpLayout {
        if (inputs < 1 || outputs < 1) {
            throw new IllegalArgumentException(
                    "a network needs at least 1 input and 1 output but got %d and %d".formatted(inputs, outputs));
        }
        long count = 0;
        for (int l = 0; l <= spec.hidden().size(); l++) {
            count += (width(l, inputs, spec, outputs) + 1L) * width(l + 1, inputs, spec, outputs);
        }
        InvalidConfigException.require(
                count <= Integer.MAX_VALUE,
                "a network of %d inputs, hidden layers %s and %d outputs has %d parameters, more than an array holds (%d). Use smaller layers."
                        .formatted(inputs, spec.hidden(), outputs, count, Integer.MAX_VALUE));
    }

    /** Weight layers: hidden ones and the output. */
    public int layers() {
        return spec.hidden().size() + 1;
    }

    /** Width of activation l: 0 is the input, {@link #layers()} the output. */
    public int width(int l) {
        return width(l, inputs, spec, outputs);
    }

    private static int width(int l, int inputs, NetworkSpec spec, int outputs) {
        List<Integer> hidden = spec.hidden();
        if (l == 0) {
            return inputs;
        }
        return l <= hidden.size() ? hidden.get(l - 1) : outputs;
    }

    /** Index of layer l's first parameter (0-based). */
    public int offset(int l) {
        int offset = 0;
        for (int k = 0; k < l; k++) {
            offset += size(k);
        }
        return offset;
    }

    /** Parameters of layer l, bias included. */
    public int size(int l) {
        return (width(l) + 1) * width(l + 1);
    }

    /** All parameters of one member. */
    public int parameterCount() {
        return offset(layers());
    }
}
