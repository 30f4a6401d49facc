package keel.env.classic;

import java.util.List;
import keel.env.Arguments;
import keel.env.Batch;
import keel.env.Box;
import keel.env.Discrete;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.numpy.Pcg64;
import keel.env.picture.Canvas;
import keel.env.task.Task;

/**
 * Two links of 1 m and 1 kg hanging from a hinge; a torque of −1, 0 or 1 N·m (actions 0, 1, 2) acts on the joint between
 * them, to swing the free end up. The state is the first link's angle from straight down, the second's from the first
 * (rad, within ±π), and their speeds (rad/s, within ±4π and ±9π); a reset draws each from ±0.1 (reset options {@code low}
 * and {@code high}) and rounds it to float32. The episode terminates when the free end is more than 1 m above the hinge.
 *
 * <p>Reward: −1 a step, 0 for the terminating one.
 *
 * <p>The dynamics are those of Sutton and Barto's book; each step is one of 200 ms of {@link AcrobotMotion}, in Gymnasium
 * 1.3's order of operations, so states are the same bits. Source: Sutton, <i>Generalization in Reinforcement Learning:
 * Successful Examples Using Sparse Coarse Coding</i> (1996).
 */
final class Acrobot implements Task {
    private static final double MAX_SPEED_1 = 4 * Math.PI;
    private static final double MAX_SPEED_2 = 9 * Math.PI;
    private static final int OBSERVATION_SIZE = 6;

    private final AcrobotMotion motion = new AcrobotMotion();
    private final double[] state = new double[AcrobotMotion.SIZE];

    /** No step was taken since the reset, so the state is float32. */
    private boolean single;

    @Override
    public Space observationSpace() {
        float[] high = {1, 1, 1, 1, (float) MAX_SPEED_1, (float) MAX_SPEED_2};
        float[] low = new float[high.length];
        for (int i = 0; i < high.length; i++) {
            low[i] = -high[i];
        }
        return new Box(Tensor.of(low, low.length), Tensor.of(high, high.length));
    }

    @Override
    public Discrete actionSpace() {
        return new Discrete(3, 0);
    }

    @Override
    public List<String> optionNames() {
        return StartRange.OPTION_NAMES;
    }

    @Override
    public void reset(Pcg64 random, Arguments options) {
        StartRange range = StartRange.of(options, -0.1, 0.1);
        for (int i = 0; i < state.length; i++) {
            state[i] = (float) random.uniform(range.low(), range.high());
        }
        single = true;
    }

    @Override
    public double step(Batch actions, int lane) {
        motion.advance(state, (double) actions.tensor().longs()[lane] - 1);
        state[0] = wrapped(state[0]);
        state[1] = wrapped(state[1]);
        state[2] = Math.min(Math.max(state[2], -MAX_SPEED_1), MAX_SPEED_1);
        state[3] = Math.min(Math.max(state[3], -MAX_SPEED_2), MAX_SPEED_2);
        single = false;
        return terminated() ? 0 : -1;
    }

    /** To −π .. π by whole turns, one after the other. */
    private static double wrapped(double angle) {
        double left = angle;
        while (left > Math.PI) {
            left -= 2 * Math.PI;
        }
        while (left < -Math.PI) {
            left += 2 * Math.PI;
        }
        return left;
    }

    @Override
    public boolean terminated() {
        return -GnuTrigonometry.cos(state[0]) - GnuTrigonometry.cos(state[1] + state[0]) > 1;
    }

    @Override
    public void observe(Batch observations, int lane) {
        float[] target = observations.tensor().floats();
        int offset = OBSERVATION_SIZE * lane;
        for (int joint = 0; joint < 2; joint++) {
            double angle = state[joint];
            target[offset + 2 * joint] =
                    single ? SingleTrigonometry.cos((float) angle) : (float) GnuTrigonometry.cos(angle);
            target[offset + 2 * joint + 1] =
                    single ? SingleTrigonometry.sin((float) angle) : (float) GnuTrigonometry.sin(angle);
        }
        target[offset + 4] = (float) state[2];
        target[offset + 5] = (float) state[3];
    }

    @Override
    public void draw(Canvas canvas) {
        AcrobotPicture.draw(canvas, state[0], state[1]);
    }

    /** Angles, velocities. */
    double[] state() {
        return state.clone();
    }
}
