package keel.experiments.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.EnvProvider;
import keel.env.EnvRequest;
import keel.env.VectorEnv;
import keel.env.contract.EnvContract;

/** How fast lanes step, whoever steps them. Stays open between rounds. */
final class StepRate implements AutoCloseable {
    private static final int DRAWN_STEPS = 64;
    private static final long SEED = 1;

    private final VectorEnv env;
    private final List<Batch> actions;
    private int next;

    StepRate(EnvProvider environments, String id, int lanes, int groups) {
        EnvRequest request = new EnvRequest(id, Map.of(), lanes, AutoresetMode.NEXT_STEP);
        env = environments.open(groups > 1 ? request.withGroups(groups) : request);
        actions = EnvContract.actions(env.actionSpace(), lanes, DRAWN_STEPS, SEED);
        long[] seeds = new long[lanes];
        Arrays.setAll(seeds, lane -> lane);
        env.reset(seeds);
    }

    /** Steps of all lanes together, a second; an autoreset counts as a step. */
    double measure(double seconds) {
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        long steps = 0;
        long now = begin;
        while (now < end) {
            env.step(actions.get(next));
            next = (next + 1) % DRAWN_STEPS;
            steps++;
            now = System.nanoTime();
        }
        return steps * env.lanes() / ((now - begin) / 1e9);
    }

    @Override
    public void close() {
        env.close();
    }
}
