package keel.experiments.stability.seeds;

/**
 * What a statistic has to exceed to be more than chance.
 *
 * @param value the statistic itself does not exceed it
 * @param level chance of exceeding it
 */
record Boundary(double value, double level) {
    /** Statistics that differ by less, as a share of the largest one, are one number, added up in another order. */
    private static final double ROUNDING = 1e-12;

    /**
     * The lowest one that chance exceeds with a probability below a level.
     *
     * @param statistics what chance makes of the statistic, rising, at least one
     * @param weight chance of each of them
     * @param most level that the boundary stays below, above 0
     */
    static Boundary of(double[] statistics, double weight, double most) {
        int last = statistics.length - 1;
        int lowest = last;
        for (int i = last - 1; i >= 0 && weight * (last - i) < most; i--) {
            if (statistics[i + 1] - statistics[i] > ROUNDING * statistics[last]) {
                lowest = i;
            }
        }
        return new Boundary(statistics[lowest], weight * (last - lowest));
    }
}
