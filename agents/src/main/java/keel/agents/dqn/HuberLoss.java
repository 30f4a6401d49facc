package keel.agents.dqn;

/** Huber's loss with δ = 1: half the square up to 1, a straight line beyond, so that one surprise cannot move everything. */
final class HuberLoss {
    private HuberLoss() {}

    static double value(float error) {
        double size = Math.abs(error);
        return size <= 1 ? 0.5 * size * size : size - 0.5;
    }

    /** By the error. NaN stays NaN. */
    static float derivative(float error) {
        return Math.max(-1f, Math.min(1f, error));
    }
}
