package keel.training.guard;

import java.util.Arrays;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** Median of the last values; adding one costs a move within a sorted array. Values must not be NaN. */
final class RunningMedian {
    private static final String ENTRY = "running_median";
    private final double[] inOrderOfTime;
    private final double[] sorted;
    private long count;

    RunningMedian(int window) {
        inOrderOfTime = new double[window];
        sorted = new double[window];
    }

    boolean full() {
        return count >= sorted.length;
    }

    void add(double value) {
        int slot = (int) (count % sorted.length);
        int size = (int) Math.min(count, sorted.length);
        if (full()) {
            int out = Arrays.binarySearch(sorted, 0, size, inOrderOfTime[slot]);
            System.arraycopy(sorted, out + 1, sorted, out, size - out - 1);
            size--;
        }
        int at = Arrays.binarySearch(sorted, 0, size, value);
        int in = at < 0 ? -at - 1 : at;
        System.arraycopy(sorted, in, sorted, in + 1, size - in);
        sorted[in] = value;
        inOrderOfTime[slot] = value;
        count++;
    }

    /** Of the values held; there must be one. */
    double median() {
        int size = (int) Math.min(count, sorted.length);
        return (sorted[(size - 1) / 2] + sorted[size / 2]) / 2;
    }

    void save(StateWriter to) {
        to.put(ENTRY, inOrderOfTime);
        to.put(ENTRY + "_count", count);
    }

    void restore(StateReader from) {
        System.arraycopy(from.doubles(ENTRY, inOrderOfTime.length), 0, inOrderOfTime, 0, inOrderOfTime.length);
        count = from.whole(ENTRY + "_count");
        int size = (int) Math.min(count, sorted.length);
        System.arraycopy(inOrderOfTime, 0, sorted, 0, size);
        Arrays.sort(sorted, 0, size);
    }
}
