/** Advantage actor-critic. */
@NullMarked
package keel.agents.a2c;

import org.jspecify.annotations.NullMarked;
