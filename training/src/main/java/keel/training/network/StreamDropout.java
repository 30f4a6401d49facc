package keel.training.network;

import java.util.Optional;
import java.util.function.Supplier;
import keel.training.random.RandomStream;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Inverted dropout whose masks come from a stream of ours instead of ND4J's global one. A mask stays until it is
 * {@link #forget forgotten}, so that the passes that refer to one forward pass drop the same units.
 */
final class StreamDropout implements IDropout {
    private static final long serialVersionUID = 1L;

    private final double rate;
    private final transient Supplier<RandomStream> stream;
    private transient Optional<INDArray> mask = Optional.empty();

    StreamDropout(double rate, Supplier<RandomStream> stream) {
        this.rate = rate;
        this.stream = stream;
    }

    /** The next pass draws a new mask. */
    void forget() {
        mask = Optional.empty();
    }

    @Override
    public INDArray applyDropout(
            INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
        if (mask.isEmpty()) {
            mask = Optional.of(draw(input));
        }
        return result.assign(input.mul(mask.get()));
    }

    private INDArray draw(INDArray input) {
        RandomStream random = stream.get();
        float kept = (float) (1 / (1 - rate));
        float[] values = new float[(int) input.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble() < rate ? 0f : kept;
        }
        return Nd4j.createFromArray(values)
                .reshape('c', input.shape())
                .castTo(input.dataType())
                .detach();
    }

    @Override
    public INDArray backprop(INDArray gradientAtOutput, INDArray gradientAtInput, int iteration, int epoch) {
        return gradientAtInput.assign(gradientAtOutput.mul(mask.orElseThrow()));
    }

    /** DL4J calls this after every backward pass; the mask has to outlive several. */
    @Override
    public void clear() {}

    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod")
    public IDropout clone() {
        return this;
    }
}
