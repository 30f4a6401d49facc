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
 * A car in a valley, too weak to climb the right hill without swinging: pushed left (0), not at all (1), or right (2). The
 * state is position and speed; the track's height is sin(3·position). A reset draws the position from −0.6 .. −0.4 (reset
 * options {@code low} and {@code high}), with speed 0. The wall at −1.2 stops the car. The episode terminates at position
 * 0.5 and beyond, if the speed is at least the goal's.
 *
 * <p>Reward: −1 a step.
 *
 * <p>The order of operations is Gymnasium 1.3's, so states are the same bits. Source: Moore, <i>Efficient Memory-Based
 * Learning for Robot Control</i> (1990).
 */
final class MountainCar implements Task {
    static final double MIN_POSITION = -1.2;
    static final double MAX_POSITION = 0.6;
    static final double MAX_SPEED = 0.07;
    static final double GRAVITY = 0.0025;
    private static final double GOAL_POSITION = 0.5;
    private static final double FORCE = 0.001;

    private final double goalVelocity;
    private double position;
    private double velocity;

    /** @param goalVelocity least speed at the goal, per step */
    MountainCar(double goalVelocity) {
        this.goalVelocity = goalVelocity;
    }

    /** Of position and speed. */
    static Box observations() {
        float[] low = {(float) MIN_POSITION, (float) -MAX_SPEED};
        float[] high = {(float) MAX_POSITION, (float) MAX_SPEED};
        return new Box(Tensor.of(low, low.length), Tensor.of(high, high.length));
    }

    @Override
    public Space observationSpace() {
        return observations();
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
        StartRange range = StartRange.of(options, -0.6, -0.4);
        position = random.uniform(range.low(), range.high());
        velocity = 0;
    }

    @Override
    public double step(Batch actions, int lane) {
        long action = actions.tensor().longs()[lane];
        velocity += (action - 1) * FORCE + GnuTrigonometry.cos(3 * position) * -GRAVITY;
        velocity = Math.min(Math.max(velocity, -MAX_SPEED), MAX_SPEED);
        position += velocity;
        position = Math.min(Math.max(position, MIN_POSITION), MAX_POSITION);
        if (position == MIN_POSITION && velocity < 0) {
            velocity = 0;
        }
        return -1;
    }

    @Override
    public boolean terminated() {
        return position >= GOAL_POSITION && velocity >= goalVelocity;
    }

    @Override
    public void observe(Batch observations, int lane) {
        float[] target = observations.tensor().floats();
        target[2 * lane] = (float) position;
        target[2 * lane + 1] = (float) velocity;
    }

    @Override
    public void draw(Canvas canvas) {
        MountainCarPicture.draw(canvas, position, GOAL_POSITION);
    }

    /** Position, velocity, in full precision. */
    double[] state() {
        return new double[] {position, velocity};
    }
}
