package keel.agents.td3;

import keel.training.random.RandomStream;

/** Actions {@code tanh(output)} of an actor, and how its outputs change them. */
final class SquashedMean {
    /** Beyond this a number of an action counts as saturated. */
    static final double SATURATED = 0.99;

    private SquashedMean() {}

    /**
     * Actions of some outputs.
     *
     * @param from index of the first
     * @param to index behind the last
     */
    static void place(float[] outputs, float[] actions, int from, int to) {
        for (int i = from; i < to; i++) {
            actions[i] = (float) StrictMath.tanh(outputs[i]);
        }
    }

    /**
     * Adds clipped noise to target actions, and keeps them in [-1, 1].
     *
     * @param deviation standard deviation of the noise; none is drawn for 0
     * @param clip largest size of the noise
     */
    static void smooth(float[] actions, int from, int to, double deviation, double clip, RandomStream random) {
        for (int i = from; i < to && deviation > 0; i++) {
            double noise = Math.max(-clip, Math.min(clip, deviation * random.nextGaussian()));
            actions[i] = (float) Math.max(-1, Math.min(1, actions[i] + noise));
        }
    }

    /** Gradient by outputs from that by actions: {@code 1 - a²} times it. */
    static void gradient(float[] actions, float[] actionGradient, float[] gradient, int from, int to) {
        for (int i = from; i < to; i++) {
            gradient[i] = actionGradient[i] * (1f - actions[i] * actions[i]);
        }
    }

    /** Share of the actions beyond ±{@value #SATURATED}. */
    static double saturation(float[] actions, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += Math.abs(actions[i]) > SATURATED ? 1 : 0;
        }
        return (double) count / (to - from);
    }
}
