/**
 * RL4J's learners on Keel's environments and rates, and the other way round: Keel's environments and trained networks for users
 * of RL4J. The only package that sees RL4J.
 *
 * <p>RL4J does the learning: its {@code AgentLearner} takes the steps, its {@code LearningBehavior} decides when to update, its
 * {@code DoubleDQN}, {@code NStepQLearning} and {@code AdvantageActorCritic} compute targets, advantages and labels. Keel
 * implements the interfaces around them: {@link keel.agents.rl4j.LaneEnvironment} is the environment, {@link
 * keel.agents.rl4j.QNet} and {@link keel.agents.rl4j.ActorCriticNet} are the networks, each with a rate, optimiser and clock of
 * its own, and the policies draw from streams of the run's seed. What RL4J gets wrong is put right there, and nothing of RL4J is
 * copied.
 *
 * <p>Users of RL4J start with {@link keel.agents.rl4j.LaneEnvironment#open} and {@link keel.agents.rl4j.TrainedNet}.
 */
@NullMarked
package keel.agents.rl4j;

import org.jspecify.annotations.NullMarked;
