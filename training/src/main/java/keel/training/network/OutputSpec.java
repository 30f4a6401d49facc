package keel.training.network;

/** How a network ends. */
public sealed interface OutputSpec {
    /** A dense layer without activation, as wide as the environment, data or algorithm asks for. */
    record Linear(boolean spectralNorm) implements OutputSpec {}

    /** With the last layer listed, which must be as wide as is asked for: an image, or numbers kept in bounds by a tanh. */
    record LastLayer() implements OutputSpec {}
}
