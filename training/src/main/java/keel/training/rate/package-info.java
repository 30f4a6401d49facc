/** Learning rates as pure functions of a network's own update index. */
@NullMarked
package keel.training.rate;

import org.jspecify.annotations.NullMarked;
