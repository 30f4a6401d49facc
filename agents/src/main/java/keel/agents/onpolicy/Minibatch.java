package keel.agents.onpolicy;

/** Some rows of a rollout, the same number of every member, for one update. */
final class Minibatch {
    /** B. */
    final int rows;
    /** {@code [P, B, A]}. */
    final float[] actions;
    /** {@code [P, B]}. */
    final double[] oldLogProbabilities;
    /** {@code [P, B]}. */
    final double[] advantages;
    /** {@code [P, B]}. */
    final double[] valueTargets;
    /** {@code [P, B]}. */
    final float[] oldValues;

    Minibatch(int members, int rows, Rollout like) {
        this.rows = rows;
        int all = members * rows;
        actions = new float[all * like.actionWidth];
        oldLogProbabilities = new double[all];
        advantages = new double[all];
        valueTargets = new double[all];
        oldValues = new float[all];
    }

    /**
     * Takes what losses need.
     *
     * @param normalize whether the advantages are brought to mean 0 and (sample) deviation 1; if there is but one, it stays
     */
    void takeTargets(int member, Rollout from, int[] order, int start, boolean normalize) {
        int width = from.actionWidth;
        for (int b = 0; b < rows; b++) {
            int row = member * from.rows + order[start + b];
            int to = member * rows + b;
            System.arraycopy(from.actions, row * width, actions, to * width, width);
            oldLogProbabilities[to] = from.logProbabilities[row];
            advantages[to] = from.advantages[row];
            valueTargets[to] = from.valueTargets[row];
            oldValues[to] = from.values[row];
        }
        if (normalize && rows > 1) {
            normalize(member * rows);
        }
    }

    private void normalize(int start) {
        double sum = 0;
        for (int i = start; i < start + rows; i++) {
            sum += advantages[i];
        }
        double mean = sum / rows;
        double squares = 0;
        for (int i = start; i < start + rows; i++) {
            squares += (advantages[i] - mean) * (advantages[i] - mean);
        }
        double deviation = StrictMath.sqrt(squares / (rows - 1));
        for (int i = start; i < start + rows; i++) {
            advantages[i] = (advantages[i] - mean) / (deviation + 1e-8);
        }
    }
}
