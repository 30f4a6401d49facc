package keel.training.telemetry;

import java.util.ArrayList;
import java.util.List;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** The latest updates of one network of one member, kept whatever the cadence of telemetry: what came before a divergence. */
public final class RecentUpdates {
    /** How many are kept. */
    public static final int CAPACITY = 100;

    private static final int FIELDS = 5;
    private static final String ENTRY = "recent_updates";

    private final double[] values = new double[CAPACITY * FIELDS];
    private long count;

    /** Adds one, forgetting the oldest if need be. */
    public void add(long update, double rate, double loss, double gradientNorm, double clippedNorm) {
        int at = (int) (count % CAPACITY) * FIELDS;
        values[at] = (double) update;
        values[at + 1] = rate;
        values[at + 2] = loss;
        values[at + 3] = gradientNorm;
        values[at + 4] = clippedNorm;
        count++;
    }

    /** Oldest first. */
    public List<UpdateRecord> list() {
        List<UpdateRecord> records = new ArrayList<>();
        for (long i = Math.max(0, count - CAPACITY); i < count; i++) {
            int at = (int) (i % CAPACITY) * FIELDS;
            records.add(new UpdateRecord(
                    (long) values[at], values[at + 1], values[at + 2], values[at + 3], values[at + 4]));
        }
        return records;
    }

    /** Adds everything to a checkpoint. */
    public void save(StateWriter to) {
        to.put(ENTRY, values);
        to.put(ENTRY + "_count", count);
    }

    /** Takes it back. */
    public void restore(StateReader from) {
        System.arraycopy(from.doubles(ENTRY, values.length), 0, values, 0, values.length);
        count = from.whole(ENTRY + "_count");
    }
}
