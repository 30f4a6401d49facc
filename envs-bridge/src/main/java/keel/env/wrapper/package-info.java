/**
 * Wrappers around vector environments, with the meaning of Gymnasium's: {@link keel.env.wrapper.TimeLimit}, {@link
 * keel.env.wrapper.RecordEpisodeStatistics}, {@link keel.env.wrapper.NormalizeObservation}, {@link
 * keel.env.wrapper.NormalizeReward}, {@link keel.env.wrapper.ClipAction}, {@link keel.env.wrapper.RescaleAction}, {@link
 * keel.env.wrapper.FrameStack}, {@link keel.env.wrapper.ObservationNoise}, {@link keel.env.wrapper.StickyAction}. Each
 * works in all three autoreset modes, around native and remote environments alike, and owns what it wraps: closing it
 * closes that too. Wrappers put lanes in no groups. Like the environments they belong to one thread, and what they return is
 * valid until the next call.
 *
 * <p>Where Gymnasium 1.3's vector wrappers are written for one autoreset mode only, those here do in the others what
 * wrapping every lane's environment by itself does.
 */
@NullMarked
package keel.env.wrapper;

import org.jspecify.annotations.NullMarked;
