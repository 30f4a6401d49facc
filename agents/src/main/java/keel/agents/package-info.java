/**
 * Reinforcement-learning agents, each network on its own learning rate. Start at {@link keel.agents.AgentSpec}; {@link
 * keel.agents.AgentTrainer} trains a cohort of them.
 */
@NullMarked
package keel.agents;

import org.jspecify.annotations.NullMarked;
