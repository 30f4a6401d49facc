package keel.benchmarks.gpu;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import keel.training.network.Activation;
import keel.training.network.NetworkShape;
import keel.training.network.NetworkSpec;
import keel.training.network.NetworkSpec.DenseExtras;

/**
 * What is trained.
 *
 * @param widths from input to output, as {@code 4-64-64-2}; ReLU between layers
 * @param batch rows of a member
 * @param critic whether weights are divided by their spectral norm and the loss has a penalty on the gradient by the input, as
 *     discriminators have
 */
record Problem(String widths, int batch, boolean critic) {
    Problem {
        if (!widths.matches("[1-9]\\d{0,4}(-[1-9]\\d{0,4})+") || batch < 1) {
            throw new IllegalArgumentException(
                    "shape %s with batch %d: a shape is at least two widths, such as 4-64-64-2, and a batch at least 1"
                            .formatted(widths, batch));
        }
    }

    NetworkShape shape() {
        int[] all =
                Arrays.stream(widths.split("-", -1)).mapToInt(Integer::parseInt).toArray();
        List<Integer> hidden = Arrays.stream(all, 1, all.length - 1).boxed().toList();
        DenseExtras extras = new DenseExtras(false, critic, Optional.empty());
        NetworkSpec spec = new NetworkSpec(hidden, Activation.RELU, extras, Optional.empty());
        return new NetworkShape(all[0], spec, all[all.length - 1]);
    }

    @Override
    public String toString() {
        return widths + ", batch " + batch + (critic ? ", spectral norm and gradient penalty" : "");
    }
}
