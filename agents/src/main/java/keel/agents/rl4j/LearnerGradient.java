package keel.agents.rl4j;

import keel.training.NetworkLearner;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.nd4j.linalg.factory.Nd4j;

/** Gradients of one network of one member, on their way through RL4J. */
final class LearnerGradient {
    private LearnerGradient() {}

    /** A copy of what backward passes have added up. */
    static Gradient take(NetworkLearner learner) {
        return new DefaultGradient(Nd4j.createFromArray(learner.network().gradients()));
    }

    /** Puts a gradient where the next update finds it. */
    static void put(NetworkLearner learner, Gradient gradient) {
        float[] values = gradient.gradient().toFloatVector();
        System.arraycopy(values, 0, learner.network().gradients(), 0, values.length);
    }
}
