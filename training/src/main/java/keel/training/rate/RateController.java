package keel.training.rate;

import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** A {@link RateControllerSpec} at work for one network of one member. */
public interface RateController {
    /** The rate that it makes of a schedule at this update. */
    double at(RateSchedule schedule, long update);

    /** Where the schedule, and a momentum beside it, stands at this update. */
    default long scheduleUpdate(long update) {
        return update;
    }

    /** Whether the schedule, as this controller plays it, makes a warm restart at this update. */
    default boolean restartsAt(RateSchedule schedule, long update) {
        return schedule.restartsAt(update);
    }

    /**
     * Takes a new value of the metric.
     *
     * @param next the first update that can be changed by it
     */
    void observe(double value, RateSchedule schedule, long next);

    /** Metric name, without the network, of {@link #reading}. */
    String reads();

    /** What it does at this update, for telemetry. */
    double reading(long update);

    /** Adds everything that later rates depend on. */
    void save(StateWriter to);

    /** Takes it back. */
    void restore(StateReader from);
}
