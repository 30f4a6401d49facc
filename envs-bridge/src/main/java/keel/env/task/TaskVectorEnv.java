package keel.env.task;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.OptionalLong;
import keel.env.Arguments;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.EnvSpec;
import keel.env.EpisodeTracker;
import keel.env.Infos;
import keel.env.ResetRequest;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorReset;
import keel.env.VectorStep;
import keel.env.numpy.Pcg64;
import org.jspecify.annotations.Nullable;

/**
 * Lanes of one {@link Task}, stepped one after the other as by Gymnasium's {@code SyncVectorEnv} over {@code TimeLimit}.
 * Each lane has a random stream of its own, which its autoresets go on drawing from. Stepping allocates nothing:
 * observations, rewards, flags and infos go into the same arrays every time.
 */
public final class TaskVectorEnv implements VectorEnv {
    private static final int ENTROPY_BYTES = 16;

    private final EnvSpec spec;
    private final Task[] tasks;
    private final AutoresetMode autoreset;
    private final long timeLimit;
    private final Space observationSpace;
    private final Space actionSpace;

    private final @Nullable Pcg64[] streams;
    private final long[] elapsed;
    private final EpisodeTracker episodes;
    private final double[] rewards;
    private final boolean[] terminated;
    private final boolean[] truncated;
    private final Batch observations;
    private final Batch finalObservations;
    private final InfoColumns infos;
    private final InfoColumns finalInfos;
    private final VectorStep step;
    private final VectorStep stepWithFinal;
    private final VectorStep resetLedStep;
    private final VectorStep resetLedStepWithFinal;

    /**
     * @param tasks one a lane, of equal spaces
     * @param timeLimit steps after which an episode is truncated
     */
    public TaskVectorEnv(EnvSpec spec, Task[] tasks, OptionalLong timeLimit, AutoresetMode autoreset) {
        this.spec = spec;
        this.tasks = tasks.clone();
        this.autoreset = autoreset;
        this.timeLimit = timeLimit.orElse(Long.MAX_VALUE);
        observationSpace = tasks[0].observationSpace();
        actionSpace = tasks[0].actionSpace();
        int lanes = tasks.length;
        streams = new Pcg64[lanes];
        elapsed = new long[lanes];
        episodes = new EpisodeTracker(actionSpace, lanes, autoreset);
        rewards = new double[lanes];
        terminated = new boolean[lanes];
        truncated = new boolean[lanes];
        observations = Batch.zeros(observationSpace, lanes);
        finalObservations = Batch.zeros(observationSpace, lanes);
        infos = new InfoColumns(tasks[0], lanes);
        finalInfos = new InfoColumns(tasks[0], lanes);
        step = stepOver(false, false);
        stepWithFinal = stepOver(false, true);
        resetLedStep = stepOver(true, false);
        resetLedStepWithFinal = stepOver(true, true);
    }

    private VectorStep stepOver(boolean ledByReset, boolean withFinal) {
        return new VectorStep(
                observations,
                rewards,
                terminated,
                truncated,
                withFinal ? finalObservations : null,
                infos.infos(ledByReset),
                withFinal ? finalInfos.infos(false) : Infos.NONE);
    }

    @Override
    public int lanes() {
        return tasks.length;
    }

    @Override
    public AutoresetMode autoreset() {
        return autoreset;
    }

    @Override
    public Space observationSpace() {
        return observationSpace;
    }

    @Override
    public Space actionSpace() {
        return actionSpace;
    }

    @Override
    public EnvSpec spec() {
        return spec;
    }

    @Override
    public VectorReset reset(ResetRequest request) {
        request.check(tasks.length, episodes.started());
        Arguments options = Arguments.options(spec.id(), request.options(), tasks[0].optionNames());
        infos.beginWithZeros();
        for (int lane = 0; lane < tasks.length; lane++) {
            if (request.resets(lane)) {
                startEpisode(lane, request.seed(lane).map(Pcg64::new).orElse(streams[lane]), options);
            }
        }
        episodes.reset(request);
        return new VectorReset(observations, infos.infos(infos.ledByReset()));
    }

    @Override
    public VectorStep step(Batch actions) {
        episodes.checkStep(actions, 0, tasks.length);
        infos.begin();
        boolean anyFinal = false;
        for (int lane = 0; lane < tasks.length; lane++) {
            if (episodes.ended(lane)) { // only in mode NEXT_STEP, the check has seen to that
                startEpisode(lane, streams[lane], Arguments.NO_OPTIONS);
                rewards[lane] = 0;
                terminated[lane] = false;
                truncated[lane] = false;
                episodes.stepped(lane, false);
                continue;
            }
            boolean ended = stepLane(actions, lane);
            episodes.stepped(lane, ended);
            if (!ended || autoreset != AutoresetMode.SAME_STEP) {
                infos.write(tasks[lane], lane, false);
            } else {
                keepFinal(lane, !anyFinal);
                anyFinal = true;
                startEpisode(lane, streams[lane], Arguments.NO_OPTIONS);
            }
        }
        if (infos.ledByReset()) {
            return anyFinal ? resetLedStepWithFinal : resetLedStep;
        }
        return anyFinal ? stepWithFinal : step;
    }

    @Override
    public void close() {}

    /** Whether the episode ended. */
    private boolean stepLane(Batch actions, int lane) {
        Task task = tasks[lane];
        rewards[lane] = task.step(actions, lane);
        elapsed[lane]++;
        terminated[lane] = task.terminated();
        truncated[lane] = elapsed[lane] >= timeLimit;
        task.observe(observations, lane);
        return terminated[lane] || truncated[lane];
    }

    /** @param stream to draw from on; null: a new one without a seed */
    private void startEpisode(int lane, @Nullable Pcg64 stream, Arguments options) {
        Pcg64 random =
                stream != null ? stream : new Pcg64(new BigInteger(1, new SecureRandom().generateSeed(ENTROPY_BYTES)));
        tasks[lane].reset(random, options);
        streams[lane] = random;
        elapsed[lane] = 0;
        tasks[lane].observe(observations, lane);
        infos.write(tasks[lane], lane, true);
    }

    /** Copies what the lane's ended episode showed last; zeros for the other lanes. */
    private void keepFinal(int lane, boolean first) {
        for (int i = 0; i < observations.leaves().size(); i++) {
            Tensor leaf = finalObservations.leaves().get(i);
            if (first) {
                leaf.clear();
            }
            observations.leaves().get(i).copyRows(lane, leaf, lane, 1);
        }
        if (first) {
            finalInfos.beginWithZeros();
        }
        finalInfos.write(tasks[lane], lane, false);
    }
}
