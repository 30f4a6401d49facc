package keel.agents;

import java.util.Arrays;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** What agents see: of every lane the last H observations, the latest last, zeros before an episode's first. */
final class AgentView implements MemberState {
    /** What to act on next, {@code [P,L,H * one]}. */
    final float[] observations;
    /** What the last step led to; of an ended episode its last observation. */
    final float[] nextObservations;

    private final int lanes;
    private final int one;
    private final int size;

    /**
     * Of zeros.
     *
     * @param history H
     * @param one floats in one observation
     */
    AgentView(int members, int lanes, int history, int one) {
        this.lanes = lanes;
        this.one = one;
        size = Math.multiplyExact(history, one);
        observations = new float[Math.multiplyExact(members * lanes, size)];
        nextObservations = new float[observations.length];
    }

    /** H times one. */
    int size() {
        return size;
    }

    /** An episode begins with {@code row[at ...)}. */
    void begin(int member, int lane, float[] row, int at) {
        int from = (member * lanes + lane) * size;
        Arrays.fill(observations, from, from + size - one, 0f);
        System.arraycopy(row, at, observations, from + size - one, one);
    }

    /** The episode goes on with {@code row[at ...)}. */
    void go(int member, int lane, float[] row, int at) {
        int from = (member * lanes + lane) * size;
        System.arraycopy(observations, from + one, observations, from, size - one);
        System.arraycopy(row, at, observations, from + size - one, one);
        System.arraycopy(observations, from, nextObservations, from, size);
    }

    /** The episode ended with {@code last}, and the next begins with {@code row[at ...)}. */
    void end(int member, int lane, float[] last, float[] row, int at) {
        go(member, lane, last, 0);
        begin(member, lane, row, at);
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("observations", observations, member * lanes * size, (member + 1) * lanes * size);
    }

    @Override
    public void restore(int member, StateReader from) {
        from.get("observations", observations, member * lanes * size, (member + 1) * lanes * size);
    }
}
