/** Rules that end a member whose numbers are no longer numbers. */
@NullMarked
package keel.training.guard;

import org.jspecify.annotations.NullMarked;
