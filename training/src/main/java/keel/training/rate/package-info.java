/**
 * Learning rates, each network's on its own clock.
 *
 * <p>{@link RateSchedule} is a pure function of the network's update index; its records are the curves and the combinators that
 * make curves of curves. {@link RateControllerSpec} is a rule that listens to a metric. {@link NetworkRate} is all that decides
 * one network's rate, and {@link AppliedRate} that rate at work. Start reading there.
 *
 * <p>Units: rates and momenta are plain numbers; periods, phases and lengths count updates of the network. Schedules are
 * immutable and may be shared by threads; controllers and applied rates belong to one member.
 */
@NullMarked
package keel.training.rate;

import org.jspecify.annotations.NullMarked;
