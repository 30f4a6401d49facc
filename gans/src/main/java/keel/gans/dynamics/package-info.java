/** What linear theory says of a game of two rates: no training, double precision. */
@NullMarked
package keel.gans.dynamics;

import org.jspecify.annotations.NullMarked;
