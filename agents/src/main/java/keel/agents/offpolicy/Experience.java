package keel.agents.offpolicy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import keel.agents.AgentSpec;
import keel.agents.Lanes;
import keel.agents.ReplaySpec;
import keel.agents.replay.ReplayBuffer;
import keel.agents.replay.TransitionBatch;
import keel.training.Cohort;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;

/** The lanes of a cohort and what its members remember of them: all that happens between two bursts of updates. */
public final class Experience implements MemberState, AutoCloseable {
    private final ReplaySpec spec;
    private final Lanes lanes;
    private final Cohort cohort;
    private final List<ReplayBuffer> buffers = new ArrayList<>();
    private final List<RandomStream> replay = new ArrayList<>();
    private final TransitionBatch batch;
    private final float[] actions;
    private final float[] previous;
    private long environmentSteps;

    /** Who decides what is done. */
    public interface Behaviour {
        /**
         * Chooses what active members do next.
         *
         * @param observations {@code [P,L,observation]}
         * @param actions takes {@code [P,L,A]}, as they will be remembered
         */
        void choose(float[] observations, float[] actions);

        /** An episode has ended in this lane. */
        default void ended(int member, int lane) {}
    }

    /**
     * Starts the episodes.
     *
     * @param seeds one a member
     * @param lanes taken over: closed with this
     */
    public Experience(AgentSpec.CommonSpec common, ReplaySpec spec, long[] seeds, Lanes lanes, Cohort cohort) {
        this.spec = spec;
        this.lanes = lanes;
        this.cohort = cohort;
        int width = lanes.actions().width();
        for (int p = 0; p < seeds.length; p++) {
            buffers.add(new ReplayBuffer(spec.capacity(common), lanes.observationSize(), width));
            replay.add(RandomStream.named(seeds[p], "replay"));
            lanes.reset(p, RandomStream.named(seeds[p], "environment"));
        }
        batch = new TransitionBatch(seeds.length, spec.batch(), lanes.observationSize(), width);
        actions = new float[seeds.length * lanes.lanes() * width];
        previous = new float[lanes.observations().length];
    }

    /** Environment steps each member has taken so far, over all its lanes. */
    public long environmentSteps() {
        return environmentSteps;
    }

    /** What {@link #sample} draws. */
    public TransitionBatch batch() {
        return batch;
    }

    /**
     * Takes the steps of one round.
     *
     * @param maxEnvSteps environment steps that a member may still take; at least one step of every lane is always taken
     * @param updates done so far, to date episodes by
     * @return whether a burst of updates is due
     */
    public boolean gather(long maxEnvSteps, Behaviour behaviour, long updates, TrainingObserver observer) {
        Lanes.EpisodeListener listener = (member, lane, episodeReturn, length) -> {
            behaviour.ended(member, lane);
            observer.record(
                    member,
                    new MetricRecord(Math.max(0, updates - 1), environmentSteps, episode(episodeReturn, length)));
        };
        long wanted = Math.min(spec.trainEveryEnvSteps(), maxEnvSteps);
        long taken = 0;
        do {
            step(behaviour, listener);
            taken += lanes.lanes();
        } while (taken + lanes.lanes() <= wanted);
        return taken + lanes.lanes() > spec.trainEveryEnvSteps() && environmentSteps >= spec.learningStarts();
    }

    private static Map<String, Double> episode(double episodeReturn, int length) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("episode/return", episodeReturn);
        values.put("episode/length", (double) length);
        return values;
    }

    private void step(Behaviour behaviour, Lanes.EpisodeListener listener) {
        float[] observations = lanes.observations();
        behaviour.choose(observations, actions);
        System.arraycopy(observations, 0, previous, 0, previous.length);
        environmentSteps += lanes.lanes();
        for (int p = 0; p < buffers.size(); p++) {
            if (cohort.active(p)) {
                lanes.step(p, actions, listener);
                remember(p);
            }
        }
    }

    private void remember(int p) {
        int size = lanes.observationSize();
        int width = lanes.actions().width();
        for (int i = p * lanes.lanes(); i < (p + 1) * lanes.lanes(); i++) {
            buffers.get(p)
                    .add(
                            previous,
                            i * size,
                            actions,
                            i * width,
                            lanes.rewards()[i],
                            lanes.nextObservations(),
                            i * size,
                            lanes.terminated()[i]);
        }
    }

    /** Draws transitions of every active member into {@link #batch}. */
    public void sample() {
        for (int p = 0; p < buffers.size(); p++) {
            if (cohort.active(p)) {
                buffers.get(p).sample(replay.get(p), p, batch);
            }
        }
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("environment_steps", environmentSteps);
        to.put("replay", replay.get(member));
        buffers.get(member).save(to.under("buffer"));
        lanes.save(member, to.under("lanes"));
    }

    @Override
    public void restore(int member, StateReader from) {
        environmentSteps = from.whole("environment_steps");
        from.get("replay", replay.get(member));
        buffers.get(member).restore(from.under("buffer"));
        lanes.restore(member, from.under("lanes"));
    }

    @Override
    public void close() {
        lanes.close();
    }
}
