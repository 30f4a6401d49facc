/**
 * Distributions over actions, given what a network says: {@link keel.agents.policy.Policy} and its kinds. Not for several
 * threads at once.
 */
@NullMarked
package keel.agents.policy;

import org.jspecify.annotations.NullMarked;
