/**
 * Videos of episodes: pictures, one after the other, as an animated GIF or as files in a folder. {@link
 * keel.experiments.video.Film} is where to start.
 */
@NullMarked
package keel.experiments.video;

import org.jspecify.annotations.NullMarked;
