package keel.training.network;

import java.util.List;
import keel.training.InvalidConfigException;

/**
 * A dense network without its input and output sizes, which come from the environment or data.
 *
 * @param hidden units of each hidden layer, first to last; empty for a linear map
 * @param activation after every hidden layer; the output is linear
 */
public record NetworkSpec(List<Integer> hidden, Activation activation) {
    public NetworkSpec {
        hidden = List.copyOf(hidden);
        for (int units : hidden) {
            InvalidConfigException.require(
                    units >= 1 && units <= 65_536,
                    "hidden layer of %d units: a layer needs between 1 and 65536. Write the sizes as a list, such as [64, 64]."
                            .formatted(units));
        }
    }
}
