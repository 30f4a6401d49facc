package keel.training.network;

import keel.training.InvalidConfigException;

/** One layer of a {@link NetworkSpec}: what it does to a row of some shape. */
public sealed interface LayerSpec {
    /** Name in configuration files. */
    String type();

    /**
     * Shape of the output.
     *
     * @throws InvalidConfigException if the layer does not fit the input; says which shapes and how to fix it
     */
    FeatureShape output(FeatureShape input);

    /** Every input weighs in every unit. */
    record Dense(int units, Activation activation, boolean spectralNorm) implements LayerSpec {
        public Dense {
            InvalidConfigException.require(
                    units >= 1 && units <= 65_536,
                    "hidden layer of %d units: a layer needs between 1 and 65536. Write the sizes as a list, such as [64, 64]."
                            .formatted(units));
        }

        @Override
        public String type() {
            return "dense";
        }

        /** Images are flattened; of a sequence only its last step or all steps could be meant, so it is refused. */
        @Override
        public FeatureShape output(FeatureShape input) {
            refuseSequence(input, this);
            return new FeatureShape.Flat(units);
        }
    }

    /** A square kernel moved over an image; output side {@code floor((side + 2 padding - kernel) / stride) + 1}. */
    record Convolution(int filters, int kernel, int stride, int padding, Activation activation, boolean spectralNorm)
            implements LayerSpec {
        public Convolution {
            requireKernel(filters, kernel, stride, padding);
        }

        @Override
        public String type() {
            return "convolution";
        }

        @Override
        public FeatureShape output(FeatureShape input) {
            FeatureShape.Image image = requireImage(input, this);
            int smallest = Math.min(image.height(), image.width()) + 2 * padding;
            InvalidConfigException.require(
                    kernel <= smallest,
                    "a kernel of %d does not fit its input %s with padding %d. Use a kernel of at most %d, or a larger padding."
                            .formatted(kernel, input, padding, smallest));
            return new FeatureShape.Image(filters, side(image.height()), side(image.width()));
        }

        private int side(int input) {
            return (input + 2 * padding - kernel) / stride + 1;
        }
    }

    /** The transpose of a convolution, which enlarges: output side {@code (side - 1) stride - 2 padding + kernel}. */
    record TransposedConvolution(int filters, int kernel, int stride, int padding, Activation activation)
            implements LayerSpec {
        public TransposedConvolution {
            requireKernel(filters, kernel, stride, padding);
        }

        @Override
        public String type() {
            return "transposed-convolution";
        }

        @Override
        public FeatureShape output(FeatureShape input) {
            FeatureShape.Image image = requireImage(input, this);
            int height = side(image.height());
            int width = side(image.width());
            InvalidConfigException.require(
                    height >= 1 && width >= 1,
                    "an input %s with kernel %d, stride %d and padding %d leaves an image of %d x %d. Use a smaller padding or a larger kernel."
                            .formatted(input, kernel, stride, padding, height, width));
            return new FeatureShape.Image(filters, height, width);
        }

        private int side(int input) {
            return (input - 1) * stride - 2 * padding + kernel;
        }
    }

    /** Reads a flat row as an image, without changing a number: how a generator gets from dense layers to convolutions. */
    record Reshape(FeatureShape.Image image) implements LayerSpec {
        @Override
        public String type() {
            return "reshape";
        }

        @Override
        public FeatureShape output(FeatureShape input) {
            InvalidConfigException.require(
                    input instanceof FeatureShape.Flat && input.size() == image.size(),
                    "%s has %d numbers and is read from a flat row of as many, but its input %s has %d. Put a dense layer of %d units before it."
                            .formatted(image, image.size(), input, input.size(), image.size()));
            return image;
        }
    }

    /**
     * Normalises each feature (channel of an image) over the batch, then scales and shifts it (Ioffe &amp; Szegedy 2015).
     * A training pass uses the batch's mean and variance and moves the running ones; {@link Network#predict} uses these.
     *
     * @param decay share of the running statistics that a training pass keeps
     */
    record BatchNorm(double decay, Activation activation) implements LayerSpec {
        /** Added to variances. */
        static final double EPSILON = 1e-5;

        public BatchNorm {
            InvalidConfigException.require(
                    decay >= 0 && decay < 1,
                    "batch-norm decay is %s, but it must be in [0, 1): with 1 the running statistics would never move. 0.9 is usual."
                            .formatted(decay));
        }

        @Override
        public String type() {
            return "batch-norm";
        }

        @Override
        public FeatureShape output(FeatureShape input) {
            refuseSequence(input, this);
            return input;
        }
    }

    /**
     * Normalises each row over its features, then scales and shifts each feature (Ba et al. 2016). {@link #EPSILON} is added
     * to the variance.
     */
    record LayerNorm(Activation activation) implements LayerSpec {
        static final double EPSILON = 1e-5;

        @Override
        public String type() {
            return "layer-norm";
        }

        @Override
        public FeatureShape output(FeatureShape input) {
            InvalidConfigException.require(
                    input instanceof FeatureShape.Flat && input.size() > 1,
                    "layer norm works over the features of a flat row of at least 2, but its input is %s. Use batch-norm between convolutions, or put it after a dense layer."
                            .formatted(input));
            return input;
        }
    }

    /**
     * Long short-term memory over a sequence (Hochreiter &amp; Schmidhuber 1997, with forget gates).
     *
     * @param sequence whether every step's state goes on, or only the last one's
     */
    record Lstm(int units, boolean sequence) implements LayerSpec {
        public Lstm {
            InvalidConfigException.require(
                    units >= 1 && units <= 65_536,
                    "an lstm of %d units: it needs between 1 and 65536.".formatted(units));
        }

        @Override
        public String type() {
            return "lstm";
        }

        @Override
        public FeatureShape output(FeatureShape input) {
            if (input instanceof FeatureShape.Sequence in) {
                return sequence ? new FeatureShape.Sequence(in.steps(), units) : new FeatureShape.Flat(units);
            }
            throw new InvalidConfigException(
                    "an lstm reads a sequence, but its input is %s. Give the network input: {steps: …, features: …}."
                            .formatted(input));
        }
    }

    /**
     * In training passes every number is 0 with this chance and otherwise divided by the chance to stay (Srivastava et al.
     * 2014, inverted); {@link Network#predict} leaves rows alone.
     */
    record Dropout(double rate) implements LayerSpec {
        public Dropout {
            InvalidConfigException.require(
                    rate > 0 && rate < 1,
                    "dropout is %s, but it is the chance of a unit to be dropped and must be in (0, 1), such as 0.1. Leave it out for none."
                            .formatted(rate));
        }

        @Override
        public String type() {
            return "dropout";
        }

        @Override
        public FeatureShape output(FeatureShape input) {
            return input;
        }
    }

    private static void requireKernel(int filters, int kernel, int stride, int padding) {
        InvalidConfigException.require(
                filters >= 1 && kernel >= 1 && stride >= 1,
                "filters %d, kernel %d and stride %d must all be at least 1.".formatted(filters, kernel, stride));
        InvalidConfigException.require(
                padding >= 0 && padding < kernel,
                "padding is %d, but with kernel %d it must be between 0 and %d: more would only add constant borders."
                        .formatted(padding, kernel, kernel - 1));
    }

    private static FeatureShape.Image requireImage(FeatureShape input, LayerSpec layer) {
        if (input instanceof FeatureShape.Image image) {
            return image;
        }
        throw new InvalidConfigException(
                "%s needs an image, but its input is %s. Give the network input: {channels: …, height: …, width: …}, or put a reshape layer before it."
                        .formatted(layer.type(), input));
    }

    private static void refuseSequence(FeatureShape input, LayerSpec layer) {
        InvalidConfigException.require(
                !(input instanceof FeatureShape.Sequence),
                "%s cannot follow the sequence %s. End it with an lstm of sequence: false, which passes on the last step."
                        .formatted(layer.type(), input));
    }
}
