package keel.training.rate;

/**
 * Where an update lies in a row of cycles.
 *
 * @param cycle 0-based
 * @param share of that cycle which is over, in [0, 1)
 */
record CyclePosition(long cycle, double share) {
    /** In cycles of equal length. */
    static CyclePosition of(long update, long period) {
        return new CyclePosition(update / period, (double) (update % period) / period);
    }

    /** In cycles each {@code multiplier} times as long as the one before. */
    static CyclePosition of(long update, long period, double multiplier) {
        // In double, where a cycle's length cannot overflow; whole numbers of this size are exact.
        double position = (double) update;
        double length = (double) period;
        long cycle = 0;
        while (position >= length) {
            position -= length;
            length *= multiplier;
            cycle++;
        }
        return new CyclePosition(cycle, position / length);
    }

    /** Height of a triangle that rises for this share of the cycle and falls for the rest: from 0 up to 1 and back. */
    double triangle(double rise) {
        return 1 - (share < rise ? 1 - share / rise : (share - rise) / (1 - rise));
    }
}
