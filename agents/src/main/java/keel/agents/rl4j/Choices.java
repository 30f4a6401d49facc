package keel.agents.rl4j;

/** Rows of numbers, one an action. */
final class Choices {
    private Choices() {}

    /** Which of {@code values[from .. from + count)} is the largest, the first of equals, counted from 0. */
    static int best(float[] values, int from, int count) {
        int best = 0;
        for (int a = 1; a < count; a++) {
            if (values[from + a] > values[from + best]) {
                best = a;
            }
        }
        return best;
    }

    /** Turns logits into probabilities, in place, row by row, with {@link StrictMath}: the same on every machine. */
    static void softmax(float[] rows, int count) {
        for (int from = 0; from < rows.length; from += count) {
            double largest = rows[from + best(rows, from, count)];
            double sum = 0;
            for (int a = from; a < from + count; a++) {
                sum += StrictMath.exp(rows[a] - largest);
            }
            for (int a = from; a < from + count; a++) {
                rows[a] = (float) (StrictMath.exp(rows[a] - largest) / sum);
            }
        }
    }
}
