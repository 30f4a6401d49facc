package keel.agents.dqn;

/** What follows from the numbers of actions, {@code [rows,actions,N]}: expected returns, and the best action. */
final class ActionValues {
    private final int actions;
    private final int atoms;
    private float[] expected = {};

    ActionValues(int actions, int atoms) {
        this.actions = actions;
        this.atoms = atoms;
    }

    /**
     * The mean of every action's numbers.
     *
     * @return {@code [rows,actions]} or longer, live until the next call, or the values themselves where N is 1
     */
    float[] expected(float[] values, int rows) {
        if (atoms == 1) {
            return values;
        }
        if (expected.length < rows * actions) {
            expected = new float[rows * actions];
        }
        for (int k = 0; k < rows * actions; k++) {
            expected[k] = mean(values, k * atoms);
        }
        return expected;
    }

    /** Of the N numbers from {@code at}. */
    float mean(float[] values, int at) {
        float sum = 0;
        for (int i = at; i < at + atoms; i++) {
            sum += values[i];
        }
        return sum / atoms;
    }

    /**
     * The best action of a row, the first of equals.
     *
     * @param expected {@code [rows,actions]}
     */
    int best(float[] expected, int row) {
        int from = row * actions;
        int at = from;
        for (int k = from + 1; k < from + actions; k++) {
            if (expected[k] > expected[at]) {
                at = k;
            }
        }
        return at - from;
    }

    /** How much better the best action of a row is than the second best; 0 if there is but one. */
    double gap(float[] expected, int row) {
        if (actions == 1) {
            return 0;
        }
        int best = best(expected, row);
        double second = Double.NEGATIVE_INFINITY;
        for (int a = 0; a < actions; a++) {
            if (a != best) {
                second = Math.max(second, expected[row * actions + a]);
            }
        }
        return expected[row * actions + best] - second;
    }
}
