/** Penalties on the discriminator. */
@NullMarked
package keel.gans.regularizer;

import org.jspecify.annotations.NullMarked;
