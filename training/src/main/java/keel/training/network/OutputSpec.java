package keel.training.network;

/** How a network ends. */
public sealed interface OutputSpec {
    /**
     * A dense layer without activation, as wide as the environment, data or algorithm asks for.
     *
     * @param bias whether it has biases that learn; without, they stay in the layout and are 0 for good
     */
    record Linear(boolean spectralNorm, boolean bias) implements OutputSpec {
        /** With biases. */
        public Linear(boolean spectralNorm) {
            this(spectralNorm, true);
        }
    }

    /** With the last layer listed, which must be as wide as is asked for: an image, or numbers kept in bounds by a tanh. */
    record LastLayer() implements OutputSpec {}
}
