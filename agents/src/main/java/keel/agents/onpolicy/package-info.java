/**
 * Algorithms that learn from what their present policy just did: advantage actor-critic (Mnih et al. 2016) and proximal policy
 * optimisation (Schulman et al. 2017). One loop, {@link keel.agents.onpolicy.OnPolicy}; what differs is its {@link
 * keel.agents.onpolicy.Objective}.
 */
@NullMarked
package keel.agents.onpolicy;

import org.jspecify.annotations.NullMarked;
