/** Adversarial losses: values and gradients by the discriminator's logits. */
@NullMarked
package keel.gans.loss;

import org.jspecify.annotations.NullMarked;
