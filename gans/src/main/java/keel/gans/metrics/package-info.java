/** How good generated samples are. */
@NullMarked
package keel.gans.metrics;

import org.jspecify.annotations.NullMarked;
