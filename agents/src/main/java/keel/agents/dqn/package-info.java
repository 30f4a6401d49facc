/**
 * Deep Q-learning with its options. Start at {@link keel.agents.dqn.Dqn}; what is learned of a return and how an error counts is
 * {@link keel.agents.dqn.QLoss}, how outputs become values is {@code QHead}, and what values should be is {@code
 * BootstrapTargets}.
 */
@NullMarked
package keel.agents.dqn;

import org.jspecify.annotations.NullMarked;
