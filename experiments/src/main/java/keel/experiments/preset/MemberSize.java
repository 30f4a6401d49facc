package keel.experiments.preset;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import keel.env.ArraySpace;
import keel.env.Dict;
import keel.env.Discrete;
import keel.env.MultiDiscrete;
import keel.env.Space;
import keel.env.Tuple;
import keel.training.InvalidConfigException;
import keel.training.gpu.GpuSize;
import keel.training.network.FeatureShape;
import keel.training.network.LayerSpec;
import keel.training.network.NetworkShape;
import keel.training.network.NetworkSpec;
import keel.training.network.OutputSpec;

/**
 * Roughly how large a member of a cohort is: for splitting work, never for a result. Counted are, in floats: six arrays of
 * each network's parameters (they themselves, gradient, two moments, target or slow weights, one to spare), three of each
 * layer's output for the largest batch, and both observations, action, reward and flags of each transition kept. Of networks on
 * a GPU the machine's memory has two arrays of parameters and three of inputs and outputs; what the GPU has of them is counted
 * array by array.
 *
 * @param parameters of all networks
 * @param bytes of the machine's memory
 * @param longest numbers of the longest array that members share one after the other, of which Java can have 2^31 - 1
 * @param gpu of the memory of the GPU, if networks are on one
 */
public record MemberSize(long parameters, long bytes, long longest, GpuSize gpu) {
    static final MemberSize NOTHING = new MemberSize(0, 0);

    private static final int ARRAYS_OF_PARAMETERS = 6;
    private static final int ARRAYS_OF_OUTPUTS = 3;
    private static final int ARRAYS_BESIDE_GPU = 2;

    /** Of which arrays are short, and none on a GPU. */
    public MemberSize(long parameters, long bytes) {
        this(parameters, bytes, 0, GpuSize.NOTHING);
    }

    /** Both together. */
    MemberSize and(MemberSize other) {
        return new MemberSize(
                parameters + other.parameters,
                bytes + other.bytes,
                Math.max(longest, other.longest),
                gpu.and(other.gpu));
    }

    /** So many of them in one stack. */
    MemberSize times(int count) {
        return new MemberSize(count * parameters, count * bytes, count * longest, gpu.times(count));
    }

    /** Of transitions that are kept. */
    static MemberSize ofTransitions(long count, int observation, int action) {
        return new MemberSize(0, Float.BYTES * count * (2L * observation + action + 3));
    }

    /**
     * Of one network, with all that trains it, on the processor.
     *
     * @param rows of the largest batch
     */
    static MemberSize ofNetwork(NetworkSpec network, int inputs, int outputs, int rows) {
        long parameters = 0;
        long units = inputs;
        long widest = inputs;
        FeatureShape at = network.input().orElseGet(() -> new FeatureShape.Flat(inputs));
        for (LayerSpec layer : network.layers()) {
            FeatureShape out = outputOrInput(layer, at);
            parameters += parameters(layer, at, out);
            units += out.size();
            widest = Math.max(widest, out.size());
            at = out;
        }
        if (network.output() instanceof OutputSpec.Linear) {
            parameters += (at.size() + 1L) * outputs;
            units += outputs;
            widest = Math.max(widest, outputs);
        }
        return new MemberSize(
                parameters,
                Float.BYTES * (ARRAYS_OF_PARAMETERS * parameters + ARRAYS_OF_OUTPUTS * units * rows),
                Math.max(parameters, rows * widest),
                GpuSize.NOTHING);
    }

    /**
     * The same network on a GPU.
     *
     * @param rows of the largest batch
     * @param size what it is there, by its shape
     */
    static MemberSize onGpu(
            NetworkSpec network, int inputs, int outputs, int rows, Function<NetworkShape, GpuSize> size) {
        FeatureShape at = network.input().orElseGet(() -> new FeatureShape.Flat(inputs));
        int in = at.size();
        for (LayerSpec layer : network.layers()) {
            at = outputOrInput(layer, at);
        }
        int out = network.output() instanceof OutputSpec.Linear ? outputs : at.size();
        long parameters = ofNetwork(network, in, out, rows).parameters;
        long ends = (long) rows * (in + out);
        return new MemberSize(
                parameters,
                Float.BYTES * (ARRAYS_BESIDE_GPU * parameters + ARRAYS_OF_OUTPUTS * ends),
                Math.max(parameters, ends),
                onGpu(network, in, out, size));
    }

    /** What the GPU cannot have is for the trainer to refuse, who can name the network. */
    private static GpuSize onGpu(NetworkSpec network, int in, int out, Function<NetworkShape, GpuSize> size) {
        try {
            return size.apply(new NetworkShape(in, network, out));
        } catch (InvalidConfigException e) {
            return GpuSize.NOTHING;
        }
    }

    /** A layer that does not fit is for the trainer to refuse, who can name its network. */
    private static FeatureShape outputOrInput(LayerSpec layer, FeatureShape at) {
        try {
            return layer.output(at);
        } catch (InvalidConfigException e) {
            return at;
        }
    }

    private static long parameters(LayerSpec layer, FeatureShape in, FeatureShape out) {
        if (layer instanceof LayerSpec.Dense dense) {
            return (in.size() + 1L) * dense.units();
        }
        if (layer instanceof LayerSpec.Convolution c && in instanceof FeatureShape.Image image) {
            return kernels(image.channels(), c.kernel(), c.filters());
        }
        if (layer instanceof LayerSpec.TransposedConvolution c && in instanceof FeatureShape.Image image) {
            return kernels(image.channels(), c.kernel(), c.filters());
        }
        if (layer instanceof LayerSpec.Lstm lstm) {
            return 4L * lstm.units() * (in.size() + lstm.units() + 1L);
        }
        return layer instanceof LayerSpec.BatchNorm || layer instanceof LayerSpec.LayerNorm ? 2L * out.size() : 0;
    }

    private static long kernels(long channels, long side, long filters) {
        return (1 + channels * side * side) * filters;
    }

    /** How many numbers a value of this space is for a network; 1 for a space without a fixed size. */
    static int numbers(Space space) {
        if (space instanceof Discrete discrete) {
            return (int) Math.min(Integer.MAX_VALUE, discrete.n());
        }
        if (space instanceof MultiDiscrete discrete) {
            return IntStream.range(0, discrete.n().length())
                    .map(i -> (int) discrete.n().whole(i))
                    .sum();
        }
        if (space instanceof ArraySpace array) {
            return Arrays.stream(array.shape()).reduce(1, Math::multiplyExact);
        }
        List<? extends Space> parts = List.of();
        if (space instanceof Tuple tuple) {
            parts = tuple.parts();
        } else if (space instanceof Dict dict) {
            parts = List.copyOf(dict.spaces().values());
        }
        return Math.max(1, parts.stream().mapToInt(MemberSize::numbers).sum());
    }
}
