package keel.env.classic;

import java.util.List;
import keel.env.Arguments;
import keel.env.Batch;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.numpy.Pcg64;
import keel.env.task.Task;

/** {@link CartPoleLanes} of one lane, for composing lanes one by one and for reading the state behind an observation. */
final class CartPole implements Task {
    private static final boolean[] NOT_IDLE = {false};

    private final CartPoleLanes lane;
    private final long[] action = new long[1];
    private final Batch actions = Batch.of(Tensor.of(action, 1));
    private final double[] reward = new double[1];
    private final boolean[] terminated = new boolean[1];
    private final Batch observation;

    CartPole(boolean suttonBartoReward) {
        lane = new CartPoleLanes(suttonBartoReward, 1);
        observation = Batch.zeros(lane.observationSpace(), 1);
    }

    @Override
    public Space observationSpace() {
        return lane.observationSpace();
    }

    @Override
    public Space actionSpace() {
        return lane.actionSpace();
    }

    @Override
    public List<String> optionNames() {
        return lane.optionNames();
    }

    @Override
    public void reset(Pcg64 random, Arguments options) {
        lane.reset(0, random, options, observation);
        terminated[0] = false;
    }

    @Override
    public double step(Batch allActions, int row) {
        action[0] = allActions.tensor().longs()[row];
        lane.step(actions, NOT_IDLE, observation, reward, terminated);
        return reward[0];
    }

    @Override
    public boolean terminated() {
        return terminated[0];
    }

    @Override
    public void observe(Batch observations, int row) {
        observation.tensor().copyRows(0, observations.tensor(), row, 1);
    }

    /** Position, velocity, angle, angular velocity, in full precision. */
    double[] state() {
        return lane.state(0);
    }
}
