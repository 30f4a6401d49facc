/**
 * What generators should learn: mixtures, a spiral and a single point, generated as they are asked for, and images. Start at
 * {@link keel.gans.data.DataSpec}. Opened data never change and may be used by many threads; a stream belongs to one.
 */
@NullMarked
package keel.gans.data;

import org.jspecify.annotations.NullMarked;
