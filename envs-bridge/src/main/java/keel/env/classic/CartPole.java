package keel.env.classic;

import java.util.List;
import keel.env.Arguments;
import keel.env.Batch;
import keel.env.Box;
import keel.env.Discrete;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.numpy.Pcg64;
import keel.env.task.Task;

/**
 * A pole hinged on a cart that is pushed left (0) or right (1) with 10 N; each step is 20 ms of explicit Euler. The state
 * is x (m), its speed (m/s), the pole's angle from upright (rad), its speed (rad/s), each drawn from ±0.05 at a reset
 * (reset options {@code low} and {@code high}). The episode terminates beyond |x| = 2.4 m or 12°.
 *
 * <p>Reward: 1 a step, the terminating one included; with {@code sutton_barto_reward} 0 a step and −1 for the terminating
 * one.
 *
 * <p>The order of every multiplication below is that of Gymnasium 1.3, which is why the states are the same bits. Source:
 * Barto, Sutton, Anderson, <i>Neuronlike Adaptive Elements That Can Solve Difficult Learning Control Problems</i> (1983).
 */
final class CartPole implements Task {
    private static final double GRAVITY = 9.8;
    private static final double POLE_MASS = 0.1;
    private static final double TOTAL_MASS = POLE_MASS + 1.0;
    private static final double HALF_LENGTH = 0.5;
    private static final double POLE_MASS_LENGTH = POLE_MASS * HALF_LENGTH;
    private static final double FORCE = 10.0;
    private static final double STEP_SECONDS = 0.02;
    private static final double POSITION_LIMIT = 2.4;
    private static final double ANGLE_LIMIT = 12 * 2 * Math.PI / 360;
    private static final int OBSERVATION_SIZE = 4;
    private static final double START_RANGE = 0.05;

    private final boolean suttonBartoReward;
    private double position;
    private double velocity;
    private double angle;
    private double angularVelocity;

    CartPole(boolean suttonBartoReward) {
        this.suttonBartoReward = suttonBartoReward;
    }

    @Override
    public Space observationSpace() {
        float[] high = {
            (float) (POSITION_LIMIT * 2), Float.POSITIVE_INFINITY, (float) (ANGLE_LIMIT * 2), Float.POSITIVE_INFINITY
        };
        float[] low = new float[high.length];
        for (int i = 0; i < high.length; i++) {
            low[i] = -high[i];
        }
        return new Box(Tensor.of(low, low.length), Tensor.of(high, high.length));
    }

    @Override
    public Discrete actionSpace() {
        return new Discrete(2, 0);
    }

    @Override
    public List<String> optionNames() {
        return StartRange.OPTION_NAMES;
    }

    @Override
    public void reset(Pcg64 random, Arguments options) {
        StartRange range = StartRange.of(options, -START_RANGE, START_RANGE);
        position = random.uniform(range.low(), range.high());
        velocity = random.uniform(range.low(), range.high());
        angle = random.uniform(range.low(), range.high());
        angularVelocity = random.uniform(range.low(), range.high());
    }

    @Override
    public double step(Batch actions, int lane) {
        long action = actions.tensor().longs()[lane];
        double force = action == 1 ? FORCE : -FORCE;
        double cosine = GnuTrigonometry.cos(angle);
        double sine = GnuTrigonometry.sin(angle);
        double pushed = (force + POLE_MASS_LENGTH * (angularVelocity * angularVelocity) * sine) / TOTAL_MASS;
        double angularAcceleration = (GRAVITY * sine - cosine * pushed)
                / (HALF_LENGTH * (4.0 / 3.0 - POLE_MASS * (cosine * cosine) / TOTAL_MASS));
        double acceleration = pushed - POLE_MASS_LENGTH * angularAcceleration * cosine / TOTAL_MASS;

        position += STEP_SECONDS * velocity;
        velocity += STEP_SECONDS * acceleration;
        angle += STEP_SECONDS * angularVelocity;
        angularVelocity += STEP_SECONDS * angularAcceleration;

        if (suttonBartoReward) {
            return terminated() ? -1 : 0;
        }
        return 1;
    }

    @Override
    public boolean terminated() {
        return position < -POSITION_LIMIT || position > POSITION_LIMIT || angle < -ANGLE_LIMIT || angle > ANGLE_LIMIT;
    }

    @Override
    public void observe(Batch observations, int lane) {
        float[] target = observations.tensor().floats();
        int offset = OBSERVATION_SIZE * lane;
        target[offset] = (float) position;
        target[offset + 1] = (float) velocity;
        target[offset + 2] = (float) angle;
        target[offset + 3] = (float) angularVelocity;
    }

    /** Position, velocity, angle, angular velocity, in full precision. */
    double[] state() {
        return new double[] {position, velocity, angle, angularVelocity};
    }
}
