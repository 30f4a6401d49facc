package keel.env.classic;

import java.util.Arrays;
import java.util.List;
import keel.env.Arguments;
import keel.env.Batch;
import keel.env.Box;
import keel.env.Discrete;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.numpy.Pcg64;
import keel.env.picture.Canvas;
import keel.env.task.BatchTask;

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
final class CartPoleLanes implements BatchTask {
    private static final double GRAVITY = 9.8;
    private static final double POLE_MASS = 0.1;
    private static final double TOTAL_MASS = POLE_MASS + 1.0;
    private static final double HALF_LENGTH = 0.5;
    private static final double POLE_MASS_LENGTH = POLE_MASS * HALF_LENGTH;
    private static final double FORCE = 10.0;
    private static final double STEP_SECONDS = 0.02;
    static final double POSITION_LIMIT = 2.4;
    private static final double ANGLE_LIMIT = 12 * 2 * Math.PI / 360;
    private static final int OBSERVATION_SIZE = 4;
    private static final double START_RANGE = 0.05;

    private final boolean suttonBartoReward;
    private final double[] positions;
    private final double[] velocities;
    private final double[] angles;
    private final double[] angularVelocities;
    private final double[] sines;
    private final double[] cosines;
    private final double[] forces;
    private final double[] scratch;

    CartPoleLanes(boolean suttonBartoReward, int lanes) {
        this.suttonBartoReward = suttonBartoReward;
        positions = new double[lanes];
        velocities = new double[lanes];
        angles = new double[lanes];
        angularVelocities = new double[lanes];
        sines = new double[lanes];
        cosines = new double[lanes];
        forces = new double[lanes];
        scratch = new double[lanes];
    }

    @Override
    public int lanes() {
        return positions.length;
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
    public void reset(int lane, Pcg64 random, Arguments options, Batch observations) {
        StartRange range = StartRange.of(options, -START_RANGE, START_RANGE);
        positions[lane] = random.uniform(range.low(), range.high());
        velocities[lane] = random.uniform(range.low(), range.high());
        angles[lane] = random.uniform(range.low(), range.high());
        angularVelocities[lane] = random.uniform(range.low(), range.high());
        observe(lane, observations.tensor().floats());
    }

    @Override
    public void step(Batch actions, boolean[] idle, Batch observations, double[] rewards, boolean[] terminated) {
        GnuTrigonometry.sinesAndCosines(angles, sines, cosines, scratch, forces);
        force(actions.tensor().longs());
        advance(positions, velocities, angles, angularVelocities, sines, cosines, forces);
        float[] shown = observations.tensor().floats();
        for (int lane = 0; lane < positions.length; lane++) {
            observe(lane, shown);
        }
        for (int lane = 0; lane < positions.length; lane++) {
            terminated[lane] = Math.abs(positions[lane]) > POSITION_LIMIT || Math.abs(angles[lane]) > ANGLE_LIMIT;
        }
        if (suttonBartoReward) {
            for (int lane = 0; lane < rewards.length; lane++) {
                rewards[lane] = terminated[lane] ? -1 : 0;
            }
        } else {
            Arrays.fill(rewards, 1);
        }
    }

    private void force(long[] actions) {
        for (int lane = 0; lane < forces.length; lane++) {
            forces[lane] = FORCE * (double) (2 * actions[lane] - 1); // without a branch, which random actions mislead
        }
    }

    /** From sines, cosines and forces. One result a loop and no branch, so that a compiler can vectorise each. */
    private static void advance(
            double[] positions,
            double[] velocities,
            double[] angles,
            double[] angularVelocities,
            double[] sines,
            double[] cosines,
            double[] pushed) {
        for (int i = 0; i < pushed.length; i++) {
            pushed[i] = (pushed[i] + POLE_MASS_LENGTH * (angularVelocities[i] * angularVelocities[i]) * sines[i])
                    / TOTAL_MASS;
        }
        double[] angularAccelerations = sines;
        for (int i = 0; i < pushed.length; i++) {
            angularAccelerations[i] = (GRAVITY * sines[i] - cosines[i] * pushed[i])
                    / (HALF_LENGTH * (4.0 / 3.0 - POLE_MASS * (cosines[i] * cosines[i]) / TOTAL_MASS));
        }
        for (int i = 0; i < pushed.length; i++) {
            pushed[i] = pushed[i] - POLE_MASS_LENGTH * angularAccelerations[i] * cosines[i] / TOTAL_MASS;
        }
        add(velocities, positions);
        add(pushed, velocities);
        add(angularVelocities, angles);
        add(angularAccelerations, angularVelocities);
    }

    /** Euler's step: adds what a rate gives in {@link #STEP_SECONDS}. */
    private static void add(double[] rates, double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] += STEP_SECONDS * rates[i];
        }
    }

    private void observe(int lane, float[] target) {
        int offset = OBSERVATION_SIZE * lane;
        target[offset] = (float) positions[lane];
        target[offset + 1] = (float) velocities[lane];
        target[offset + 2] = (float) angles[lane];
        target[offset + 3] = (float) angularVelocities[lane];
    }

    @Override
    public void draw(int lane, Canvas canvas) {
        CartPolePicture.draw(canvas, positions[lane], angles[lane]);
    }

    /** Position, velocity, angle, angular velocity of a lane, in full precision. */
    double[] state(int lane) {
        return new double[] {positions[lane], velocities[lane], angles[lane], angularVelocities[lane]};
    }
}
