package keel.agents;

import java.util.List;
import keel.training.NetworkLearner;
import keel.training.checkpoint.MemberState;
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
     * The best actions as far as the agents know.
     *
     * @param observations {@code [P,L,observation]}
     * @param actions takes {@code [P,L]}, numbered from 0
     */
    void greedyActions(float[] observations, int lanes, int[] actions);

    /** The networks that learn, in the order of their names. */
    List<NetworkLearner> learners();

    @Override
    void close();
}
