package keel.agents.dqn;

import java.util.Map;
import keel.agents.DqnSpec;
import keel.agents.Lanes;
import keel.agents.replay.MultiStepReturns;
import keel.agents.replay.ReplayBuffer;
import keel.agents.replay.TransitionBatch;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;

/** What a member of a cohort has to itself: memory, exploration, and how it discounts. */
final class DqnMember {
    private final int index;
    private final DqnSpec spec;
    private final ReplayBuffer buffer;
    private final MultiStepReturns returns;
    private final BootstrapTargets targets;
    private final RandomStream exploration;
    private final RandomStream replay;

    DqnMember(int index, DqnSpec spec, long seed, Lanes lanes) {
        this.index = index;
        this.spec = spec;
        int observation = lanes.observationSize();
        buffer = new ReplayBuffer(spec.bufferSize(), observation, 1, spec.sampling());
        returns = new MultiStepReturns(spec.returnSteps(), spec.discount(), lanes.lanes(), observation, 1);
        targets = new BootstrapTargets(spec.discount(), spec.returnSteps());
        exploration = RandomStream.named(seed, "exploration");
        replay = RandomStream.named(seed, "replay");
    }

    BootstrapTargets targets() {
        return targets;
    }

    /** The stream of the training itself. */
    RandomStream exploration() {
        return exploration;
    }

    double epsilon(long environmentSteps) {
        return spec.epsilon().at(environmentSteps);
    }

    /**
     * Replaces each of this member's actions by a random one with chance ε.
     *
     * @param options how many actions there are
     * @param chosen {@code [P,L]}
     */
    void explore(RandomStream random, double epsilon, int options, int lanes, float[] chosen) {
        for (int i = index * lanes; i < (index + 1) * lanes; i++) {
            if (random.nextDouble() < epsilon) {
                chosen[i] = random.nextInt(options);
            }
        }
    }

    /**
     * Remembers the step that the lanes have just taken.
     *
     * @param previous what was seen before it, {@code [P,L,observation]}
     * @param actions {@code [P,L]}
     */
    void remember(Lanes lanes, float[] previous, float[] actions) {
        int size = lanes.observationSize();
        for (int lane = 0; lane < lanes.lanes(); lane++) {
            int i = index * lanes.lanes() + lane;
            returns.add(
                    lane,
                    previous,
                    i * size,
                    actions,
                    i,
                    lanes.rewards()[i],
                    lanes.nextObservations(),
                    i * size,
                    lanes.terminated()[i],
                    lanes.truncated()[i],
                    buffer);
        }
    }

    /** Fills this member's part of a batch. */
    void sample(long environmentSteps, TransitionBatch into) {
        buffer.sample(replay, environmentSteps, index, into);
    }

    /** Takes note of the errors of what was sampled last. */
    void judge(TransitionBatch batch) {
        buffer.judge(index, batch);
    }

    /** Adds what is measured of the sampling. */
    void describe(Map<String, Double> values) {
        buffer.describe(values);
    }

    void save(StateWriter to) {
        to.put("exploration", exploration);
        to.put("replay", replay);
        buffer.save(to.under("buffer"));
        returns.save(to.under("returns"));
    }

    void restore(StateReader from) {
        from.get("exploration", exploration);
        from.get("replay", replay);
        buffer.restore(from.under("buffer"));
        returns.restore(from.under("returns"));
    }
}
