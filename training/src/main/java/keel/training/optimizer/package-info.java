/** Optimisers on flat parameter views, with one rate per member. */
@NullMarked
package keel.training.optimizer;

import org.jspecify.annotations.NullMarked;
