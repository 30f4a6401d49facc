/** What generators should learn. */
@NullMarked
package keel.gans.data;

import org.jspecify.annotations.NullMarked;
