/** Deep Q-learning. */
@NullMarked
package keel.agents.dqn;

import org.jspecify.annotations.NullMarked;
