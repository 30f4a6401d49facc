package keel.agents;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import keel.training.Cohort;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;

/**
 * Evaluation of a policy on lanes and random streams of its own, one episode a lane: a lane's first episode counts and later
 * ones do not, so that short episodes are not counted more often than long ones.
 */
final class Evaluator implements MemberState {
    private final Lanes lanes;
    private final Cohort cohort;
    private final List<RandomStream> streams;
    private final float[] actions;
    private final boolean[] finished;
    private final double[][] returns;
    private final ValueTraces traces;

    /** What is evaluated. */
    interface Policy {
        /** Chooses actions {@code [P,L,A]} for observations {@code [P,L,observation]}. */
        void act(float[] observations, int lanes, float[] actions);

        /** What is expected of them, as {@link Algorithm#values}; empty if nothing is. */
        default Optional<float[]> values(float[] observations, float[] actions, int lanes) {
            return Optional.empty();
        }
    }

    /**
     * Prepares.
     *
     * @param lanes one an episode for every member; others may use them between evaluations
     * @param streamName name of the random stream that the lanes' seeds come from
     */
    Evaluator(Lanes lanes, long[] seeds, String streamName, Cohort cohort) {
        this.lanes = lanes;
        this.cohort = cohort;
        int episodes = lanes.lanes();
        streams = Arrays.stream(seeds)
                .mapToObj(seed -> RandomStream.named(seed, streamName))
                .toList();
        actions = new float[seeds.length * episodes * lanes.actions().width()];
        finished = new boolean[seeds.length * episodes];
        returns = new double[seeds.length][episodes];
        traces = new ValueTraces(seeds.length, episodes);
    }

    /**
     * Plays one episode in every lane.
     *
     * @param stop asked between steps; true gives up
     * @return returns {@code [P][episodes]}, live; rows of members that do not train are undefined. Empty after giving up,
     *     and then the next evaluation starts as this one did
     */
    Optional<double[][]> play(Policy policy, BooleanSupplier stop) {
        List<long[]> before = mark();
        Arrays.fill(finished, false);
        traces.begin();
        for (int p = 0; p < returns.length; p++) {
            if (cohort.active(p)) {
                lanes.reset(p, streams.get(p));
            }
            finishIfEnded(p);
        }
        while (!allFinished(0, finished.length) && !stop.getAsBoolean()) {
            policy.act(lanes.observations(), lanes.lanes(), actions);
            traces.expect(policy.values(lanes.observations(), actions, lanes.lanes()));
            for (int p = 0; p < returns.length; p++) {
                if (!allFinished(p * lanes.lanes(), (p + 1) * lanes.lanes())) {
                    lanes.step(p, actions, this::ended);
                    traces.stepped(p, lanes);
                    finishIfEnded(p);
                }
            }
        }
        if (stop.getAsBoolean()) {
            rewind(before);
            return Optional.empty();
        }
        return Optional.of(returns);
    }

    /** What was expected of the last evaluation's episodes, and what came. */
    ValueTraces traces() {
        return traces;
    }

    /** Where the streams stand. */
    List<long[]> mark() {
        return streams.stream().map(RandomStream::state).toList();
    }

    /** Has the next evaluation begin as one would have at the mark. */
    void rewind(List<long[]> mark) {
        for (int p = 0; p < streams.size(); p++) {
            streams.get(p).restore(mark.get(p));
        }
    }

    /** Of a member that ended, also during this evaluation, no episode is waited for. */
    private void finishIfEnded(int p) {
        if (!cohort.active(p)) {
            Arrays.fill(finished, p * lanes.lanes(), (p + 1) * lanes.lanes(), true);
        }
    }

    /** Adds what the next evaluation's seeds depend on. */
    @Override
    public void save(int member, StateWriter to) {
        to.put("streams", streams.get(member));
    }

    @Override
    public void restore(int member, StateReader from) {
        from.get("streams", streams.get(member));
    }

    private void ended(int member, int lane, double episodeReturn, int length) {
        int i = member * lanes.lanes() + lane;
        if (!finished[i]) {
            finished[i] = true;
            returns[member][lane] = episodeReturn;
        }
    }

    private boolean allFinished(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!finished[i]) {
                return false;
            }
        }
        return true;
    }
}
