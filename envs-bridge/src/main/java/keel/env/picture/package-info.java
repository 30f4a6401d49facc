/**
 * Pictures of native environments: a {@link keel.env.picture.Canvas} of 400 × 300 pixels that tasks draw themselves on, in
 * few shapes and few colours, and that gives PNG files. Nothing here is loaded before a picture is asked for. A picture
 * depends on the state alone: the same state gives the same bytes. Letters come from a font of this package, so no font has
 * to be installed. Nothing is safe for use by several threads.
 */
@NullMarked
package keel.env.picture;

import org.jspecify.annotations.NullMarked;
