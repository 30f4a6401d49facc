/** Soft actor-critic (Haarnoja et al. 2018): {@link keel.agents.sac.Sac}; see docs/algorithms/sac.md. */
@NullMarked
package keel.agents.sac;

import org.jspecify.annotations.NullMarked;
