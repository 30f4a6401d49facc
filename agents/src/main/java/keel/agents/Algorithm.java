package keel.agents;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import keel.training.NetworkLearner;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import keel.training.telemetry.TrainingObserver;

/** A learning algorithm for a cohort; {@link AgentTrainer} drives it round by round. */
public interface Algorithm extends MemberState, AutoCloseable {
    /**
     * Gathers some experience in every lane and learns from it if it is time to.
     *
     * @param maxEnvSteps environment steps that a member may still take; at least one step of every lane is always taken
     */
    void round(long maxEnvSteps, TrainingObserver observer);

    /** Environment steps each member has taken so far, over all its lanes. */
    long environmentSteps();

    /** Updates so far of the network that updates most often. */
    long updates();

    /**
     * The best actions as far as the agents know: the deterministic policy.
     *
     * @param observations {@code [P,L,observation]}
     * @param lanes L, which need not be that of the training
     * @param actions takes {@code [P,L,A]}
     */
    void act(float[] observations, int lanes, float[] actions);

    /**
     * Actions as the agents take them while they learn: the stochastic policy.
     *
     * @param environmentStep of the training, by which coefficients such as a chance of random actions are read off their
     *     schedules
     * @param random one a member; active members draw from theirs, however many numbers that takes
     */
    void explore(float[] observations, int lanes, long environmentStep, List<RandomStream> random, float[] actions);

    /**
     * What the agents expect of taking these actions and then the best ones: the discounted sum of the rewards they learn from.
     *
     * @return {@code [P,L]}, live; empty if they estimate no such thing
     */
    default Optional<float[]> values(float[] observations, float[] actions, int lanes) {
        return Optional.empty();
    }

    /** The networks that learn, in the order of their names. */
    List<NetworkLearner> learners();

    /** Adds what {@link #act} and {@link #explore} depend on besides their arguments, and nothing that only learning needs. */
    default void savePolicy(int member, StateWriter to) {
        learners().forEach(learner -> learner.network().save(member, to.under(learner.name())));
    }

    /** Takes it back. */
    default void restorePolicy(int member, StateReader from) {
        learners().forEach(learner -> learner.network().restore(member, from.under(learner.name())));
    }

    /** Writes the networks of one member into a folder, one DL4J zip a network, named {@code <network>.zip}. */
    default void saveNetworks(int member, Path folder) {
        learners().forEach(learner -> learner.network().save(member, folder.resolve(learner.name() + ".zip")));
    }

    @Override
    void close();
}
