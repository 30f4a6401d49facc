/**
 * Gymnasium's contract in Java. Seeds, spaces, terminated and truncated, and autoreset modes mean what they mean in
 * Gymnasium 1.3. Trainers see {@link keel.env.VectorEnv} whether the lanes are local or behind a server; an {@link
 * keel.env.EnvProvider} is where they come from.
 */
@NullMarked
package keel.env;

import org.jspecify.annotations.NullMarked;
