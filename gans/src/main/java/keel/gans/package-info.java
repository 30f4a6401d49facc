/**
 * Generator and discriminator pairs, each player on its own learning rate. Start at {@link keel.gans.GanSpec}; {@link
 * keel.gans.GanTrainer} trains a cohort of them.
 */
@NullMarked
package keel.gans;

import org.jspecify.annotations.NullMarked;
