package keel.training.network;

/**
 * Rows {@code [P, rows, width]} that networks read again and again, some at a time, such as a rollout: a device may keep a copy
 * where it computes, and then only what is chosen travels.
 *
 * <p>Whoever writes the rows says so with {@link #changed}; {@link #choose} says which ones {@link Network#forward(RowTable)}
 * reads from then on.
 */
public class RowTable implements AutoCloseable {
    private final int members;
    private final int rows;
    private final int width;
    private final float[] values;
    private int[] chosen = {};
    private int batch;
    private final KeptArrays arrays = new KeptArrays();
    private float[] gathered = {};
    private boolean stale;

    /**
     * A table of rows that its maker keeps writing.
     *
     * @param values live, {@code [P, rows, width]}
     */
    public RowTable(int members, int rows, int width, float[] values) {
        if (values.length != (long) members * rows * width) {
            throw new IllegalArgumentException(
                    "a table [members=%d, rows=%d, width=%d] needs %d numbers, but there are %d"
                            .formatted(members, rows, width, (long) members * rows * width, values.length));
        }
        this.members = members;
        this.rows = rows;
        this.width = width;
        this.values = values;
    }

    /** P. */
    public final int members() {
        return members;
    }

    /** Rows of each member. */
    public final int rows() {
        return rows;
    }

    /** Numbers of a row. */
    public final int width() {
        return width;
    }

    /** The live rows. */
    public final float[] values() {
        return values;
    }

    /** Tells that rows were written. */
    public void changed() {
        stale = true;
    }

    /**
     * Chooses rows.
     *
     * @param which live until the next choice, {@code [P,B]}: of each member its own
     * @param count B
     */
    public void choose(int[] which, int count) {
        if (count < 1 || which.length != (long) members * count) {
            throw new IllegalArgumentException("%d rows are chosen, but [members=%d, batch=%d] are %d"
                    .formatted(which.length, members, count, (long) members * count));
        }
        chosen = which;
        batch = count;
        stale = true;
    }

    /** B, rows of each member that are chosen. */
    public final int batch() {
        return batch;
    }

    /** Which ones, {@code [P,B]}. */
    public final int[] chosen() {
        return chosen;
    }

    /** The chosen rows, {@code [P,B,width]}, live. */
    public final float[] gathered() {
        if (stale) {
            gathered = arrays.of(Math.multiplyExact(chosen.length, width));
            for (int i = 0; i < chosen.length; i++) {
                int from = (i / batch * rows + chosen[i]) * width;
                System.arraycopy(values, from, gathered, i * width, width);
            }
            stale = false;
        }
        return gathered;
    }

    @Override
    public void close() {}
}
