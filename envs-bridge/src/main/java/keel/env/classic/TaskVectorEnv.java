package keel.env.classic;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.OptionalLong;
import keel.env.AutoresetMode;
import keel.env.Discrete;
import keel.env.ElementType;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorStep;
import keel.env.numpy.Pcg64;
import org.jspecify.annotations.Nullable;

/**
 * Lanes of one {@link DiscreteTask}, stepped one after the other as by Gymnasium's {@code SyncVectorEnv} over {@code
 * TimeLimit}. Each lane has a random stream of its own, which its autoresets go on drawing from. Stepping allocates
 * nothing: observations, rewards and flags go into the same arrays every time.
 */
final class TaskVectorEnv implements VectorEnv {
    private static final int ENTROPY_BYTES = 16;

    private final DiscreteTask[] tasks;
    private final AutoresetMode autoreset;
    private final long timeLimit;
    private final Space observationSpace;
    private final Discrete actionSpace;
    private final int observationSize;

    private final @Nullable Pcg64[] streams;
    private final long[] elapsed;
    private final boolean[] ended;
    private final float[] observations;
    private final float[] finalObservations;
    private final double[] rewards;
    private final boolean[] terminated;
    private final boolean[] truncated;
    private final Tensor observationTensor;
    private final VectorStep step;
    private final VectorStep stepWithFinal;
    private boolean started;

    /** @param timeLimit steps after which an episode is truncated */
    TaskVectorEnv(DiscreteTask[] tasks, OptionalLong timeLimit, AutoresetMode autoreset) {
        this.tasks = tasks.clone();
        this.autoreset = autoreset;
        this.timeLimit = timeLimit.orElse(Long.MAX_VALUE);
        observationSpace = tasks[0].observationSpace();
        actionSpace = tasks[0].actionSpace();
        observationSize = observationSpace.shape()[0];
        int lanes = tasks.length;
        streams = new Pcg64[lanes];
        elapsed = new long[lanes];
        ended = new boolean[lanes];
        observations = new float[lanes * observationSize];
        finalObservations = new float[lanes * observationSize];
        rewards = new double[lanes];
        terminated = new boolean[lanes];
        truncated = new boolean[lanes];
        observationTensor = Tensor.of(observations, lanes, observationSize);
        step = new VectorStep(observationTensor, rewards, terminated, truncated, null);
        stepWithFinal = new VectorStep(
                observationTensor,
                rewards,
                terminated,
                truncated,
                Tensor.of(finalObservations, lanes, observationSize));
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
    public Tensor reset(long[] seeds) {
        checkSeeds(seeds, null);
        for (int lane = 0; lane < tasks.length; lane++) {
            seed(lane, seeds);
            startEpisode(lane);
        }
        started = true;
        return observationTensor;
    }

    @Override
    public Tensor reset(long[] seeds, boolean[] lanes) {
        checkMask(lanes);
        checkSeeds(seeds, lanes);
        for (int lane = 0; lane < tasks.length; lane++) {
            if (lanes[lane]) {
                seed(lane, seeds);
                startEpisode(lane);
            }
        }
        return observationTensor;
    }

    @Override
    public VectorStep step(Tensor actions) {
        checkActions(actions);
        long[] chosen = actions.longs();
        boolean anyFinal = false;
        for (int lane = 0; lane < tasks.length; lane++) {
            if (ended[lane]) { // only in mode NEXT_STEP, checkActions has seen to that
                startEpisode(lane);
                rewards[lane] = 0;
                terminated[lane] = false;
                truncated[lane] = false;
                continue;
            }
            stepLane(lane, chosen[lane]);
            if (ended[lane] && autoreset == AutoresetMode.SAME_STEP) {
                keepFinal(lane, !anyFinal);
                anyFinal = true;
                startEpisode(lane);
            }
        }
        return anyFinal ? stepWithFinal : step;
    }

    @Override
    public void close() {}

    private void stepLane(int lane, long action) {
        DiscreteTask task = tasks[lane];
        rewards[lane] = task.step(action);
        elapsed[lane]++;
        terminated[lane] = task.terminated();
        truncated[lane] = elapsed[lane] >= timeLimit;
        ended[lane] = terminated[lane] || truncated[lane];
        task.observe(observations, lane * observationSize);
    }

    private void startEpisode(int lane) {
        Pcg64 stream = streams[lane];
        if (stream == null) {
            stream = new Pcg64(new BigInteger(1, new SecureRandom().generateSeed(ENTROPY_BYTES)));
            streams[lane] = stream;
        }
        tasks[lane].reset(stream);
        elapsed[lane] = 0;
        ended[lane] = false;
        tasks[lane].observe(observations, lane * observationSize);
    }

    private void keepFinal(int lane, boolean first) {
        if (first) {
            Arrays.fill(finalObservations, 0);
        }
        int offset = lane * observationSize;
        System.arraycopy(observations, offset, finalObservations, offset, observationSize);
    }

    private void seed(int lane, long[] seeds) {
        if (seeds.length > 0) {
            streams[lane] = new Pcg64(seeds[lane]);
        }
    }

    private void checkSeeds(long[] seeds, boolean @Nullable [] mask) {
        if (seeds.length == 0) {
            return;
        }
        if (seeds.length != tasks.length) {
            throw RefusedException.of(
                    Reason.INVALID_ARGUMENT,
                    "reset.seeds",
                    "Got " + seeds.length + " seeds for " + tasks.length
                            + " lanes. Pass one a lane, or none to keep each lane's random stream going.");
        }
        for (int lane = 0; lane < seeds.length; lane++) {
            if (seeds[lane] < 0 && (mask == null || mask[lane])) {
                throw RefusedException.inLane(
                        Reason.INVALID_ARGUMENT,
                        lane,
                        "reset.seeds",
                        "Seed " + seeds[lane] + " of lane " + lane + " is negative; seeds are 0 and up.");
            }
        }
    }

    private void checkMask(boolean[] mask) {
        if (mask.length != tasks.length) {
            throw RefusedException.of(
                    Reason.INVALID_ARGUMENT,
                    "reset.lanes",
                    "Got a mask of " + mask.length + " for " + tasks.length + " lanes. Pass one value a lane.");
        }
        boolean any = false;
        for (boolean lane : mask) {
            any |= lane;
        }
        if (!any) {
            throw RefusedException.of(
                    Reason.INVALID_ARGUMENT, "reset.lanes", "The mask selects no lane. Set at least one to true.");
        }
        if (!started) {
            throw RefusedException.of(
                    Reason.FAILED_PRECONDITION,
                    "reset.lanes",
                    "Some lanes would be without an episode. Reset every lane once before resetting single ones.");
        }
    }

    private void checkActions(Tensor actions) {
        if (actions.elementType() != ElementType.INT64 || actions.rank() != 1 || actions.size(0) != tasks.length) {
            throw RefusedException.of(
                    Reason.INVALID_ARGUMENT,
                    "step.actions",
                    "Actions of " + tasks.length + " lanes are INT64 of shape [" + tasks.length + "], but got "
                            + actions.elementType() + " of shape " + Arrays.toString(actions.shape()) + ".");
        }
        if (!started) {
            throw RefusedException.of(
                    Reason.FAILED_PRECONDITION, "step", "No episode is going on. Call reset before the first step.");
        }
        long[] chosen = actions.longs();
        for (int lane = 0; lane < chosen.length; lane++) {
            if (!ended[lane]) {
                checkAction(lane, chosen[lane]);
            } else if (autoreset == AutoresetMode.DISABLED) {
                throw RefusedException.inLane(
                        Reason.FAILED_PRECONDITION,
                        lane,
                        "step",
                        "The episode of lane " + lane + " has ended and autoreset is DISABLED. Reset the lane first.");
            }
        }
    }

    private void checkAction(int lane, long action) {
        long least = actionSpace.start();
        long greatest = least + actionSpace.n() - 1;
        if (action < least || action > greatest) {
            throw RefusedException.inLane(
                    Reason.INVALID_ARGUMENT,
                    lane,
                    "step.actions",
                    "Action " + action + " of lane " + lane + " is outside the action space " + least + " .. "
                            + greatest + ".");
        }
    }
}
