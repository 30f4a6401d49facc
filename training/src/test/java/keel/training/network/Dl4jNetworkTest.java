package keel.training.network;

class Dl4jNetworkTest extends NetworkContract {
    @Override
    int members() {
        return 1;
    }

    @Override
    Network create(MlpLayout layout) {
        return new Dl4jNetwork(layout);
    }

    @Override
    float[] inLayoutOrder(MlpLayout layout, float[] values, int member) {
        float[] result = new float[layout.parameterCount()];
        for (int l = 0; l < layout.layers(); l++) {
            int in = layout.width(l);
            int out = layout.width(l + 1);
            for (int j = 0; j < out; j++) {
                for (int i = 0; i < in; i++) {
                    result[layout.offset(l) + i * out + j] = values[layout.offset(l) + j * in + i];
                }
                result[layout.offset(l) + in * out + j] = values[layout.offset(l) + in * out + j];
            }
        }
        return result;
    }

    /**
     * A central difference of float passes: good to 1 % where nothing kinks. Among many rows some ReLU lies within a step of
     * its kink, and the difference counts the jump; on average over rows that is right, for any one row it is not.
     */
    @Override
    double penaltyTolerance(Activation activation, int batch) {
        return activation == Activation.TANH || batch == 1 ? 0.01 : Double.POSITIVE_INFINITY;
    }
}
