package keel.agents.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Compares a policy's gradients with central differences of {@code -(a log π + b H) / rows}. */
final class GradientCheck {
    private static final double LOG_PROBABILITY_WEIGHT = 1.7;
    private static final double ENTROPY_WEIGHT = 0.3;
    private static final int ROWS = 4;
    private static final double STEP = 1e-2;

    private GradientCheck() {}

    private static double loss(Policy policy, float[] outputs, float[] action) {
        policy.evaluate(outputs, 0, action, 0);
        return -(LOG_PROBABILITY_WEIGHT * policy.logProbability() + ENTROPY_WEIGHT * policy.entropy()) / ROWS;
    }

    static void byOutputs(Policy policy, float[] outputs, float[] action) {
        float[] gradient = new float[outputs.length];
        policy.evaluate(outputs, 0, action, 0);
        policy.gradient(LOG_PROBABILITY_WEIGHT, ENTROPY_WEIGHT, ROWS, gradient, 0);
        for (int i = 0; i < outputs.length; i++) {
            float original = outputs[i];
            outputs[i] = (float) (original + STEP);
            double above = loss(policy, outputs, action);
            outputs[i] = (float) (original - STEP);
            double below = loss(policy, outputs, action);
            outputs[i] = original;
            assertEquals((above - below) / (2 * STEP), gradient[i], 2e-5, "output " + i);
        }
    }

    static void byFreeParameters(Policy policy, float[] outputs, float[] action, float[] free) {
        float[] gradient = new float[free.length];
        policy.begin(free, 0);
        policy.evaluate(outputs, 0, action, 0);
        policy.gradient(LOG_PROBABILITY_WEIGHT, ENTROPY_WEIGHT, ROWS, new float[outputs.length], 0);
        policy.freeGradient(gradient, 0);
        for (int i = 0; i < free.length; i++) {
            float[] moved = free.clone();
            moved[i] = (float) (free[i] + STEP);
            policy.begin(moved, 0);
            double above = loss(policy, outputs, action);
            moved[i] = (float) (free[i] - STEP);
            policy.begin(moved, 0);
            double below = loss(policy, outputs, action);
            assertEquals((above - below) / (2 * STEP), gradient[i], 2e-4, "free parameter " + i);
        }
        policy.begin(free, 0);
    }
}
