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
import keel.env.RefusedException;
import keel.env.ResetRequest;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorReset;
import keel.env.VectorStep;
import keel.env.numpy.Pcg64;
import keel.env.picture.Canvas;
import org.jspecify.annotations.Nullable;

/**
 * Lanes of a {@link Task} or {@link BatchTask}, stepped as by Gymnasium's {@code SyncVectorEnv} over {@code TimeLimit}.
 * Each lane has a random stream of its own, which its autoresets go on drawing from. Stepping allocates nothing:
 * observations, rewards, flags and infos go into the same arrays every time.
 */
public final class TaskVectorEnv implements VectorEnv {
    private static final int ENTROPY_BYTES = 16;

    private final EnvSpec spec;
    private final BatchTask task;
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
    private final boolean rendered;
    private @Nullable Canvas canvas;

    /**
     * @param tasks one a lane, of equal spaces
     * @param timeLimit steps after which an episode is truncated
     */
    public TaskVectorEnv(EnvSpec spec, Task[] tasks, OptionalLong timeLimit, AutoresetMode autoreset) {
        this(spec, tasks, timeLimit, autoreset, false);
    }

    /**
     * @param tasks one a lane, of equal spaces
     * @param timeLimit steps after which an episode is truncated
     * @param rendered whether {@link #render} is possible; the tasks can draw themselves then
     */
    public TaskVectorEnv(
            EnvSpec spec, Task[] tasks, OptionalLong timeLimit, AutoresetMode autoreset, boolean rendered) {
        this(spec, new TaskLanes(tasks), timeLimit, autoreset, rendered);
    }

    /**
     * @param timeLimit steps after which an episode is truncated
     * @param rendered whether {@link #render} is possible; the task can draw itself then
     */
    public TaskVectorEnv(
            EnvSpec spec, BatchTask task, OptionalLong timeLimit, AutoresetMode autoreset, boolean rendered) {
        this.rendered = rendered;
        this.spec = spec;
        this.task = task;
        this.autoreset = autoreset;
        this.timeLimit = timeLimit.orElse(Long.MAX_VALUE);
        observationSpace = task.observationSpace();
        actionSpace = task.actionSpace();
        int lanes = task.lanes();
        streams = new Pcg64[lanes];
        elapsed = new long[lanes];
        episodes = new EpisodeTracker(actionSpace, lanes, autoreset);
        rewards = new double[lanes];
        terminated = new boolean[lanes];
        truncated = new boolean[lanes];
        observations = Batch.zeros(observationSpace, lanes);
        finalObservations = Batch.zeros(observationSpace, lanes);
        infos = new InfoColumns(task, lanes);
        finalInfos = new InfoColumns(task, lanes);
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
        return rewards.length;
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
        request.check(rewards.length, episodes.started());
        Arguments options = Arguments.options(spec.id(), request.options(), task.optionNames());
        infos.beginWithZeros();
        for (int lane = 0; lane < rewards.length; lane++) {
            if (request.resets(lane)) {
                startEpisode(lane, request.seed(lane).map(Pcg64::new).orElse(streams[lane]), options);
            }
        }
        episodes.reset(request);
        return new VectorReset(observations, infos.infos(infos.ledByReset()));
    }

    @Override
    public VectorStep step(Batch actions) {
        episodes.checkStep(actions, 0, rewards.length);
        boolean[] idle = episodes.ended(); // some only in mode NEXT_STEP, the check has seen to that
        task.step(actions, idle, observations, rewards, terminated);
        countSteps();
        infos.begin();
        boolean anyFinal = false;
        for (int lane = 0; lane < rewards.length; lane++) {
            boolean ended = terminated[lane] || truncated[lane];
            if (idle[lane]) {
                startEpisode(lane, streams[lane], Arguments.NO_OPTIONS);
                rewards[lane] = 0;
                terminated[lane] = false;
                truncated[lane] = false;
                episodes.stepped(lane, false);
            } else if (!ended) {
                infos.write(task, lane, false);
            } else if (autoreset == AutoresetMode.SAME_STEP) {
                keepFinal(lane, !anyFinal);
                anyFinal = true;
                startEpisode(lane, streams[lane], Arguments.NO_OPTIONS);
            } else {
                episodes.stepped(lane, true);
                infos.write(task, lane, false);
            }
        }
        if (infos.ledByReset()) {
            return anyFinal ? resetLedStepWithFinal : resetLedStep;
        }
        return anyFinal ? stepWithFinal : step;
    }

    @Override
    public byte[] render(int lane) {
        if (!rendered) {
            return VectorEnv.super.render(lane);
        }
        if (lane < 0 || lane >= rewards.length) {
            throw RefusedException.of(
                    RefusedException.Reason.INVALID_ARGUMENT,
                    "render.lane",
                    "There is no lane " + lane + ": lanes are 0 .. " + (rewards.length - 1) + ".");
        }
        if (!episodes.started()) {
            throw RefusedException.of(
                    RefusedException.Reason.FAILED_PRECONDITION,
                    "render",
                    "No episode has begun, so there is nothing to draw. Reset before the first picture.");
        }
        Canvas drawn = canvas == null ? new Canvas() : canvas;
        canvas = drawn;
        task.draw(lane, drawn);
        return drawn.png();
    }

    @Override
    public void close() {}

    private void countSteps() {
        for (int lane = 0; lane < elapsed.length; lane++) {
            long steps = elapsed[lane] + 1;
            elapsed[lane] = steps;
            truncated[lane] = steps >= timeLimit;
        }
    }

    /** @param stream to draw from on; null: a new one without a seed */
    private void startEpisode(int lane, @Nullable Pcg64 stream, Arguments options) {
        Pcg64 random =
                stream != null ? stream : new Pcg64(new BigInteger(1, new SecureRandom().generateSeed(ENTROPY_BYTES)));
        task.reset(lane, random, options, observations);
        streams[lane] = random;
        elapsed[lane] = 0;
        infos.write(task, lane, true);
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
        finalInfos.write(task, lane, false);
    }
}
