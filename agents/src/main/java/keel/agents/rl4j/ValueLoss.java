package keel.agents.rl4j;

/** Half the mean squared distance from values to returns. */
final class ValueLoss {
    private final double[] loss = new double[1];
    private double explainedVariance;

    /** The loss's gradient by the values; the other methods speak of these arrays. */
    float[] gradient(float[] values, float[] returns) {
        int rows = values.length;
        float[] gradient = new float[rows];
        double squares = 0;
        double sumError = 0;
        double sumReturn = 0;
        double sumReturnSquare = 0;
        for (int i = 0; i < rows; i++) {
            double error = values[i] - returns[i];
            squares += error * error;
            sumError += error;
            sumReturn += returns[i];
            sumReturnSquare += (double) returns[i] * returns[i];
            gradient[i] = (float) (error / rows);
        }
        loss[0] = squares / rows / 2;
        double errorVariance = squares / rows - sumError / rows * (sumError / rows);
        double returnVariance = sumReturnSquare / rows - sumReturn / rows * (sumReturn / rows);
        explainedVariance = returnVariance > 0 ? 1 - errorVariance / returnVariance : 0;
        return gradient;
    }

    /** Of the one member, live. */
    double[] losses() {
        return loss;
    }

    /** 1 - Var(V - R) / Var(R); 0 where all returns are equal. */
    double explainedVariance() {
        return explainedVariance;
    }
}
