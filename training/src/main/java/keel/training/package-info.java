/**
 * What agents and GANs share: networks, optimisers, rate schedules, telemetry and guards.
 *
 * <p>Start with {@link keel.training.rate.RateSchedule}, the thing Keel exists for, then {@link
 * keel.training.network.Network}, over which every algorithm is written once. All tensors are row-major {@code float[]}
 * with a leading member axis, e.g. {@code [P,B,in]}: P members of a cohort, B rows of a batch.
 *
 * <p>Nothing here is thread-safe unless it says so: one cohort belongs to one thread.
 */
@NullMarked
package keel.training;

import org.jspecify.annotations.NullMarked;
