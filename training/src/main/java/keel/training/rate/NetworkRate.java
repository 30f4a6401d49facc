package keel.training.rate;

/**
 * Everything that decides one network's rate.
 *
 * @param schedule the rate as a function of the network's update index
 */
public record NetworkRate(RateSchedule schedule) {
    /** This schedule and nothing else. */
    public static NetworkRate of(RateSchedule schedule) {
        return new NetworkRate(schedule);
    }

    /** For one member of a cohort, at its beginning. */
    public AppliedRate start() {
        return new AppliedRate(this);
    }
}
