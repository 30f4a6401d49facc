/** Networks with a leading member axis: one contract, two engines. */
@NullMarked
package keel.training.network;

import org.jspecify.annotations.NullMarked;
