/**
 * What algorithms share that learn from remembered transitions of continuous actions: {@link keel.agents.offpolicy.Experience}
 * gathers them, {@link keel.agents.offpolicy.Exploration} makes their actions differ from the policy's, and
 * {@link keel.agents.offpolicy.CriticEnsemble} values actions. Actions lie in [-1, 1] throughout.
 */
@NullMarked
package keel.agents.offpolicy;

import org.jspecify.annotations.NullMarked;
