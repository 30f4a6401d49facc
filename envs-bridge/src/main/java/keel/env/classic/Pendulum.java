package keel.env.classic;

import java.util.List;
import keel.env.Arguments;
import keel.env.Batch;
import keel.env.Box;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.numpy.Pcg64;
import keel.env.picture.Canvas;
import keel.env.task.Task;

/**
 * A rod of 1 m and 1 kg to be swung up and held upright by a torque (N·m, clipped to ±2); each step is 50 ms of
 * semi-implicit Euler. The state is the angle from upright (rad, not wrapped) and its speed (rad/s, within ±8); a reset
 * draws them from ±π and ±1, or from ± the reset options {@code x_init} and {@code y_init}. It never terminates.
 *
 * <p>Reward: −(angle² + 0.1·speed² + 0.001·torque²), with the angle wrapped to ±π, of the state before the step. The
 * torque's square is of float32, as NumPy 2 computes it; it may differ from NumPy's in the last of the 24 bits, so a reward
 * by less than 10⁻⁹. Everything else is Gymnasium 1.3's to the last bit.
 */
final class Pendulum implements Task {
    private static final double MAX_SPEED = 8;
    private static final float MAX_TORQUE = 2;
    private static final double STEP_SECONDS = 0.05;
    private static final int OBSERVATION_SIZE = 3;
    private static final String ANGLE_OPTION = "x_init";
    private static final String SPEED_OPTION = "y_init";

    private final double pull;
    private double angle;
    private double velocity;

    /** @param gravity m/s² */
    Pendulum(double gravity) {
        pull = 3 * gravity / 2;
    }

    @Override
    public Space observationSpace() {
        float[] high = {1, 1, (float) MAX_SPEED};
        return new Box(Tensor.of(new float[] {-1, -1, (float) -MAX_SPEED}, high.length), Tensor.of(high, high.length));
    }

    @Override
    public Box actionSpace() {
        return new Box(Tensor.of(new float[] {-MAX_TORQUE}, 1), Tensor.of(new float[] {MAX_TORQUE}, 1));
    }

    @Override
    public List<String> optionNames() {
        return List.of(ANGLE_OPTION, SPEED_OPTION);
    }

    @Override
    public void reset(Pcg64 random, Arguments options) {
        double angleRange = range(options, ANGLE_OPTION, Math.PI);
        double speedRange = range(options, SPEED_OPTION, 1);
        angle = random.uniform(-angleRange, angleRange);
        velocity = random.uniform(-speedRange, speedRange);
    }

    private static double range(Arguments options, String name, double absent) {
        double range = options.number(name).orElse(absent);
        if (!(range >= 0) || !Double.isFinite(2 * range)) {
            throw options.refused(
                    name,
                    "Reset option '" + name + "' is the half width of the range that the start is drawn from, a finite"
                            + " number of 0 and up, but got " + range + ".");
        }
        return range;
    }

    @Override
    public double step(Batch actions, int lane) {
        float torque = Math.min(Math.max(actions.tensor().floats()[lane], -MAX_TORQUE), MAX_TORQUE);
        double wrapped = wrapped(angle);
        double cost = GnuPower.square(wrapped) + 0.1 * GnuPower.square(velocity) + 0.001f * (torque * torque);
        double faster = velocity + (pull * GnuTrigonometry.sin(angle) + 3 * torque) * STEP_SECONDS;
        velocity = Math.min(Math.max(faster, -MAX_SPEED), MAX_SPEED);
        angle += velocity * STEP_SECONDS;
        return -cost;
    }

    /** To −π .. π, as Python's modulo by 2π does: the remainder is never negative. */
    private static double wrapped(double angle) {
        double remainder = (angle + Math.PI) % (2 * Math.PI);
        return (remainder < 0 ? remainder + 2 * Math.PI : remainder) - Math.PI;
    }

    @Override
    public boolean terminated() {
        return false;
    }

    @Override
    public void observe(Batch observations, int lane) {
        float[] target = observations.tensor().floats();
        int offset = OBSERVATION_SIZE * lane;
        target[offset] = (float) GnuTrigonometry.cos(angle);
        target[offset + 1] = (float) GnuTrigonometry.sin(angle);
        target[offset + 2] = (float) velocity;
    }

    @Override
    public void draw(Canvas canvas) {
        PendulumPicture.draw(canvas, angle);
    }

    /** Angle, velocity. */
    double[] state() {
        return new double[] {angle, velocity};
    }
}
