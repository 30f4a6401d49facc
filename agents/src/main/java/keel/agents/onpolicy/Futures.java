package keel.agents.onpolicy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What steps led to, where the rollout does not go on from it: observations of truncated episodes' ends and of the rollout's end.
 * They are kept in chunks of one row a lane, so that a network sees one batch size only.
 */
final class Futures {
    private final int lanes;
    private final int observationSize;
    /** {@code [P, L, observation]} each; a member's k-th is row k % L of chunk k / L. */
    private final List<float[]> chunks = new ArrayList<>();

    /** By member, of its k-th the row in the rollout, counted over all members. */
    private final int[][] rows;

    private final int[] counts;

    Futures(int members, int lanes, int observationSize) {
        this.lanes = lanes;
        this.observationSize = observationSize;
        rows = new int[members][lanes];
        counts = new int[members];
    }

    void clear() {
        Arrays.fill(counts, 0);
    }

    /** Keeps {@code from[at ..]} as what the step in this row led to. */
    void add(int member, int row, float[] from, int at) {
        int k = counts[member]++;
        if (k == rows[member].length) {
            rows[member] = Arrays.copyOf(rows[member], 2 * k);
        }
        rows[member][k] = row;
        if (k / lanes == chunks.size()) {
            chunks.add(new float[counts.length * lanes * observationSize]);
        }
        int to = (member * lanes + k % lanes) * observationSize;
        System.arraycopy(from, at, chunks.get(k / lanes), to, observationSize);
    }

    /** Writes the value of each to its row of {@code [P, rows]}. */
    void evaluate(ActorCritic networks, float[] nextValues) {
        int most = Arrays.stream(counts).max().orElse(0);
        for (int chunk = 0; chunk * lanes < most; chunk++) {
            float[] values = networks.predictValues(chunks.get(chunk), lanes);
            for (int p = 0; p < counts.length; p++) {
                int end = Math.min(counts[p], (chunk + 1) * lanes);
                for (int k = chunk * lanes; k < end; k++) {
                    nextValues[rows[p][k]] = values[p * lanes + k % lanes];
                }
            }
        }
    }
}
