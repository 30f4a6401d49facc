/** What has to survive a killed process, by name: parameters, optimiser state, clocks, random streams. */
@NullMarked
package keel.training.checkpoint;

import org.jspecify.annotations.NullMarked;
