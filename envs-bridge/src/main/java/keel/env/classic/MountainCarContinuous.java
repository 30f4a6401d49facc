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
 * {@link MountainCar} pushed by a force of the action's size and sign, clipped to ±1. The goal is at position 0.45. Reset
 * options are the same.
 *
 * <p>Reward: −0.1·action² a step, of the action as given, and 100 more at the goal.
 *
 * <p><b>Precision.</b> Gymnasium 1.3 keeps the state as float64 after a reset and as float32 after a step; NumPy 2 then
 * computes with float32, but what a limit replaced is a Python number, which takes part with 53 bits until it meets a
 * float32. Here float32 operations are float64 ones rounded once more, which for one sum, difference or product is the
 * same.
 */
final class MountainCarContinuous implements Task {
    private static final double GOAL_POSITION = 0.45;
    private static final double POWER = 0.0015;
    private static final double GOAL_REWARD = 100;
    private static final double ACTION_COST = 0.1;

    private final double goalVelocity;
    private double position;
    private double velocity;
    private boolean terminated;

    /** The state is float32. */
    private boolean single;

    /** @param goalVelocity least speed at the goal, per step */
    MountainCarContinuous(double goalVelocity) {
        this.goalVelocity = goalVelocity;
    }

    @Override
    public Space observationSpace() {
        return MountainCar.observations();
    }

    @Override
    public Box actionSpace() {
        return new Box(Tensor.of(new float[] {-1}, 1), Tensor.of(new float[] {1}, 1));
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
        terminated = false;
        single = false;
    }

    @Override
    public double step(Batch actions, int lane) {
        float action = actions.tensor().floats()[lane];
        velocity = rounded(velocity + rounded(acceleration(action)));
        boolean velocityLimited = true;
        if (velocity > rounded(MountainCar.MAX_SPEED)) {
            velocity = MountainCar.MAX_SPEED;
        } else if (velocity < rounded(-MountainCar.MAX_SPEED)) {
            velocity = -MountainCar.MAX_SPEED;
        } else {
            velocityLimited = false;
        }
        position = rounded(position + rounded(velocity));
        if (position > rounded(MountainCar.MAX_POSITION)) {
            position = MountainCar.MAX_POSITION;
        }
        if (position <= rounded(MountainCar.MIN_POSITION)) {
            position = MountainCar.MIN_POSITION;
            if (velocity < 0) {
                velocity = 0;
                velocityLimited = true;
            }
        }
        double needed = velocityLimited ? goalVelocity : rounded(goalVelocity);
        terminated = position >= rounded(GOAL_POSITION) && velocity >= needed;
        single = true;
        position = rounded(position);
        velocity = rounded(velocity);
        return (terminated ? GOAL_REWARD : 0) - (double) action * action * ACTION_COST;
    }

    private double acceleration(float action) {
        double pull = MountainCar.GRAVITY * GnuTrigonometry.cos(rounded(3 * position));
        if (action < -1 || action > 1) {
            return Math.signum(action) * POWER - pull;
        }
        return action * (float) POWER - (float) pull;
    }

    /** To the precision that the state has at present. */
    private double rounded(double value) {
        return single ? (float) value : value;
    }

    @Override
    public boolean terminated() {
        return terminated;
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

    /** Position, velocity. */
    double[] state() {
        return new double[] {position, velocity};
    }
}
