/**
 * Lanes on worker threads: {@link keel.env.parallel.ParallelVectorEnv} splits a provider's lanes into groups and steps them
 * side by side, in half-batches, or takes whichever are ready first.
 */
@NullMarked
package keel.env.parallel;

import org.jspecify.annotations.NullMarked;
