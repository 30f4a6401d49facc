package keel.agents.offpolicy;

import java.util.List;
import java.util.Map;
import keel.agents.AgentSpec;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.NetworkTraining;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.Device;
import keel.training.network.Initializer;
import keel.training.network.Network;
import keel.training.random.RandomStream;

/**
 * Q functions of a state and an action: K heads that are trained as the one network {@code critic}, and their slow targets.
 *
 * <p>With several heads the smallest value counts, as in clipped double Q-learning (Fujimoto et al. 2018). A head reads the
 * observation, then the action.
 */
public final class CriticEnsemble implements MemberState, AutoCloseable {
    private final int heads;
    private final int observation;
    private final int width;
    private final Cohort cohort;
    private final NetworkLearner learner;
    private final Network target;
    private final CriticLoss loss;
    private final int rows;
    private final float[] input;
    private final float[] gradient;
    private final double[] losses;
    private final double[] meanValue;
    private final double[] meanError;
    private final float[] smallest;
    private final float[] actionGradient;
    private float[] otherInput = {};
    private float[] otherSmallest = {};

    /**
     * Fresh critics.
     *
     * @param trainings one a member
     * @param seeds one a member
     * @param heads K
     * @param lossWeight of the mean squared error of a head
     * @param rows B
     * @param observation numbers in an observation
     * @param width A
     */
    public CriticEnsemble(
            AgentSpec.CommonSpec common,
            List<NetworkTraining> trainings,
            long[] seeds,
            Cohort cohort,
            int heads,
            double lossWeight,
            int rows,
            int observation,
            int width) {
        this.heads = heads;
        this.observation = observation;
        this.width = width;
        this.cohort = cohort;
        this.rows = rows;
        int members = seeds.length;
        Network online = network(cohort.device(), common, trainings, members);
        for (int p = 0; p < members; p++) {
            online.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(seeds[p], "network/critic"));
        }
        target = network(cohort.device(), common, trainings, members);
        target.follow(online, 1);
        cohort.onEnd(target::deactivate);
        learner = new NetworkLearner("critic", online, trainings, cohort);
        loss = new CriticLoss(lossWeight);
        input = new float[members * rows * (observation + width)];
        gradient = new float[members * rows * heads];
        losses = new double[members];
        meanValue = new double[members];
        meanError = new double[members];
        smallest = new float[members * rows];
        actionGradient = new float[members * rows * width];
    }

    private Network network(Device device, AgentSpec.CommonSpec common, List<NetworkTraining> trainings, int members) {
        return common.engine()
                .createEnsemble(
                        device, "critic", observation + width, trainings.get(0).network(), 1, heads, members);
    }

    public NetworkLearner learner() {
        return learner;
    }

    /** The slow copy of {@link #learner}'s network. */
    public Network target() {
        return target;
    }

    /**
     * What the targets make of actions.
     *
     * @param observations {@code [P,B,observation]}
     * @param actions {@code [P,B,A]}
     * @return {@code [P,B]}, the smallest of the heads; live until the next call
     */
    public float[] targetValues(float[] observations, float[] actions) {
        join(observations, actions, input);
        smallest(target.predict(input, rows), smallest);
        return smallest;
    }

    /**
     * One update towards targets.
     *
     * @param observations {@code [P,B,observation]}
     * @param actions {@code [P,B,A]}
     * @param targets {@code [P,B]}
     * @param measure as {@link NetworkLearner#update} has it
     */
    public void fit(float[] observations, float[] actions, float[] targets, boolean measure) {
        join(observations, actions, input);
        float[] values = learner.network().forward(input, rows);
        for (int p = 0; p < losses.length; p++) {
            if (cohort.active(p)) {
                loss.measure(p, rows, heads, values, targets, gradient);
                losses[p] = loss.loss();
                meanValue[p] = loss.meanValue();
                meanError[p] = loss.meanError();
            }
        }
        learner.network().backward(gradient);
        learner.update(losses, measure);
    }

    /**
     * Values actions of the policy, so that {@link #actionGradient} can tell how they would get better.
     *
     * @param observations {@code [P,B,observation]}
     * @param actions {@code [P,B,A]}
     * @param firstHead whether the first head alone counts, as in TD3, instead of the smallest value
     * @return {@code [P,B]}; live until the next call, of {@link #targetValues} too
     */
    public float[] policyValues(float[] observations, float[] actions, boolean firstHead) {
        join(observations, actions, input);
        float[] values = learner.network().forward(input, rows);
        float share = -1f / rows;
        for (int i = 0; i < smallest.length; i++) {
            int chosen = firstHead ? i * heads : smallest(values, i);
            for (int j = i * heads; j < (i + 1) * heads; j++) {
                gradient[j] = j == chosen ? share : 0f;
            }
            smallest[i] = values[chosen];
        }
        return smallest;
    }

    /** Gradient of minus the mean of the last {@link #policyValues} by the actions, {@code [P,B,A]}; live. */
    public float[] actionGradient() {
        float[] byInput = learner.network().inputGradient(gradient);
        for (int i = 0; i < smallest.length; i++) {
            System.arraycopy(byInput, i * (observation + width) + observation, actionGradient, i * width, width);
        }
        return actionGradient;
    }

    /**
     * What the critics as they are now make of actions.
     *
     * @param observations {@code [P,L,observation]}
     * @param actions {@code [P,L,A]}
     * @param lanes L
     * @return {@code [P,L]}, the smallest of the heads; live
     */
    public float[] values(float[] observations, float[] actions, int lanes) {
        int all = losses.length * lanes;
        if (otherSmallest.length != all) {
            otherSmallest = new float[all];
            otherInput = new float[all * (observation + width)];
        }
        join(observations, actions, otherInput);
        smallest(learner.network().predict(otherInput, lanes), otherSmallest);
        return otherSmallest;
    }

    private void join(float[] observations, float[] actions, float[] to) {
        int row = observation + width;
        for (int i = 0; i < to.length / row; i++) {
            System.arraycopy(observations, i * observation, to, i * row, observation);
            System.arraycopy(actions, i * width, to, i * row + observation, width);
        }
    }

    private void smallest(float[] values, float[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = values[smallest(values, i)];
        }
    }

    /** Index of the smallest value of row i, the first of equals. */
    private int smallest(float[] values, int i) {
        int at = i * heads;
        for (int j = at + 1; j < (i + 1) * heads; j++) {
            if (values[j] < values[at]) {
                at = j;
            }
        }
        return at;
    }

    /** Moves the targets: {@code target = rate * critic + (1 - rate) * target}. */
    public void moveTargets(double rate) {
        target.follow(learner.network(), rate);
    }

    /** Adds the measurements of one member's last {@link #fit}. */
    public void describe(int member, Map<String, Double> values) {
        learner.describe(member, values);
        values.put("q/mean", meanValue[member]);
        values.put("td_error/mean", meanError[member]);
    }

    @Override
    public void save(int member, StateWriter to) {
        learner.save(member, to);
        target.save(member, to.under("target"));
    }

    @Override
    public void restore(int member, StateReader from) {
        learner.restore(member, from);
        target.restore(member, from.under("target"));
    }

    @Override
    public void close() {
        learner.close();
        target.close();
    }
}
