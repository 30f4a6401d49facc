package keel.training.network;

/** Activations and their derivatives as the textbook writes them, in double. */
final class ReferenceActivation {
    private ReferenceActivation() {}

    static double value(Activation activation, double z) {
        return switch (activation) {
            case RELU -> z > 0 ? z : 0;
            case LEAKY_RELU -> z > 0 ? z : 0.2 * z;
            case TANH -> Math.tanh(z);
            case IDENTITY -> z;
            case ELU -> z > 0 ? z : Math.expm1(z);
            case SILU -> z * sigmoid(z);
            case SIGMOID -> sigmoid(z);
            case SOFTPLUS -> Math.log1p(Math.exp(z));
        };
    }

    static double slope(Activation activation, double z) {
        return switch (activation) {
            case RELU -> z > 0 ? 1 : 0;
            case LEAKY_RELU -> z > 0 ? 1 : 0.2;
            case TANH -> 1 - Math.tanh(z) * Math.tanh(z);
            case IDENTITY -> 1;
            case ELU -> z > 0 ? 1 : Math.exp(z);
            case SIGMOID -> sigmoid(z) * sigmoid(-z);
            case SOFTPLUS -> sigmoid(z);
            case SILU -> difference(activation, z, 1e-5);
        };
    }

    static double curvature(Activation activation, double z) {
        return switch (activation) {
            case RELU, LEAKY_RELU, IDENTITY -> 0;
            case TANH -> -2 * Math.tanh(z) * slope(activation, z);
            case ELU -> z > 0 ? 0 : Math.exp(z);
            case SIGMOID -> sigmoid(z) * sigmoid(-z) * (sigmoid(-z) - sigmoid(z));
            case SOFTPLUS -> sigmoid(z) * sigmoid(-z);
            case SILU -> (difference(activation, z + 1e-3, 1e-3) - difference(activation, z - 1e-3, 1e-3)) / 2e-3;
        };
    }

    /** Fourth-order central difference of the value. */
    private static double difference(Activation activation, double z, double h) {
        return (8 * (value(activation, z + h) - value(activation, z - h))
                        - (value(activation, z + 2 * h) - value(activation, z - 2 * h)))
                / (12 * h);
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }
}
