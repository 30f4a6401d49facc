package keel.agents.offpolicy;

/**
 * Loss of the heads of a critic for one member: {@code weight * sum_k mean_b (Q_k(b) - y(b))²}, all heads towards the same
 * targets.
 */
final class CriticLoss {
    private final double weight;
    private double loss;
    private double meanValue;
    private double meanError;

    /** @param weight ½ in SAC (Haarnoja et al. 2018), 1 in TD3 (Fujimoto et al. 2018) */
    CriticLoss(double weight) {
        this.weight = weight;
    }

    /**
     * Measures one member, and writes the gradient by its values.
     *
     * @param member whose rows are meant
     * @param values {@code [P,B,K]}
     * @param targets {@code [P,B]}
     * @param gradient takes {@code [P,B,K]}
     */
    void measure(int member, int rows, int heads, float[] values, float[] targets, float[] gradient) {
        double squares = 0;
        double sum = 0;
        double distance = 0;
        double scale = 2 * weight / rows;
        for (int i = member * rows; i < (member + 1) * rows; i++) {
            for (int j = i * heads; j < (i + 1) * heads; j++) {
                double error = values[j] - targets[i];
                squares += error * error;
                sum += values[j];
                distance += Math.abs(error);
                gradient[j] = (float) (scale * error);
            }
        }
        loss = weight * squares / rows;
        meanValue = sum / (rows * heads);
        meanError = distance / (rows * heads);
    }

    double loss() {
        return loss;
    }

    /** Mean over rows and heads. */
    double meanValue() {
        return meanValue;
    }

    /** Mean distance from target over rows and heads. */
    double meanError() {
        return meanError;
    }
}
