/** Memory of transitions. */
@NullMarked
package keel.agents.replay;

import org.jspecify.annotations.NullMarked;
