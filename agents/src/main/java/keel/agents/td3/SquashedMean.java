package keel.agents.td3;

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
     * @param noise standard normal
     * @param deviation standard deviation that it gets
     * @param clip largest size that it then has
     */
    static void smooth(float[] actions, double[] noise, int from, int to, double deviation, double clip) {
        for (int i = from; i < to && deviation > 0; i++) {
            double shift = Math.max(-clip, Math.min(clip, deviation * noise[i]));
            actions[i] = (float) Math.max(-1, Math.min(1, actions[i] + shift));
        }
    }

    /** Gradient by outputs from that by actions: {@code 1 - a²} times it. */
    static void gradient(float[] actions, float[] actionGradient, float[] gradient) {
        for (int i = 0; i < actions.length; i++) {
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
