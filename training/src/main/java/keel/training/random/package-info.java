/** Random streams derived from a run's seed by name. */
@NullMarked
package keel.training.random;

import org.jspecify.annotations.NullMarked;
