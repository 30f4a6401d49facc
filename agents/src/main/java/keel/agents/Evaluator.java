package keel.agents;

import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import keel.env.EnvProvider;
import keel.training.Cohort;
import keel.training.random.RandomStream;

/**
 * Deterministic evaluation on lanes and random streams of its own, one episode a lane: a lane's first episode counts and later
 * ones do not, so that short episodes are not counted more often than long ones.
 */
final class Evaluator implements AutoCloseable {
    private final Lanes lanes;
    private final Cohort cohort;
    private final List<RandomStream> streams;
    private final int[] actions;
    private final boolean[] finished;
    private final double[][] returns;

    /**
     * Opens one lane an episode for every member.
     *
     * @param streamName name of the random stream that the lanes' seeds come from
     */
    Evaluator(
            EnvProvider provider, EnvironmentSpec spec, long[] seeds, int episodes, String streamName, Cohort cohort) {
        lanes = new Lanes(provider, spec, seeds.length, episodes);
        this.cohort = cohort;
        streams = Arrays.stream(seeds)
                .mapToObj(seed -> RandomStream.named(seed, streamName))
                .toList();
        actions = new int[seeds.length * episodes];
        finished = new boolean[actions.length];
        returns = new double[seeds.length][episodes];
    }

    /**
     * Plays one episode in every lane.
     *
     * @param stop asked between steps; true gives up
     * @return returns {@code [P][episodes]}, live; rows of members that do not train are undefined, and so are all after
     *     giving up
     */
    double[][] play(Algorithm algorithm, BooleanSupplier stop) {
        Arrays.fill(finished, false);
        for (int p = 0; p < returns.length; p++) {
            if (cohort.active(p)) {
                lanes.reset(p, streams.get(p));
            } else {
                Arrays.fill(finished, p * lanes.lanes(), (p + 1) * lanes.lanes(), true);
            }
        }
        while (!allFinished(0, finished.length) && !stop.getAsBoolean()) {
            algorithm.greedyActions(lanes.observations(), lanes.lanes(), actions);
            for (int p = 0; p < returns.length; p++) {
                if (!allFinished(p * lanes.lanes(), (p + 1) * lanes.lanes())) {
                    lanes.step(p, actions, this::ended);
                }
            }
        }
        return returns;
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

    @Override
    public void close() {
        lanes.close();
    }
}
