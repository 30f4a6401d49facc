package keel.env.task;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
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
        step = new VectorStep(observations, rewards, terminated, truncated, null, infos.infos, Infos.NONE);
        stepWithFinal = new VectorStep(
                observations, rewards, terminated, truncated, finalObservations, infos.infos, finalInfos.infos);
    }

    /** What the lanes tell, in columns that are written in place. */
    private static final class InfoColumns {
        private final Map<String, Tensor> columns = new LinkedHashMap<>();
        private final boolean[] present;
        private final Infos infos;

        InfoColumns(Task task, int lanes) {
            present = new boolean[lanes];
            Map<String, Infos.Column> all = new LinkedHashMap<>();
            task.infoKeys().forEach((key, zero) -> {
                Tensor column = Tensor.zeros(zero.elementType(), Tensor.withFirstAxis(lanes, zero.shape()));
                columns.put(key, column);
                all.put(key, new Infos.Numbers(present, column));
            });
            infos = new Infos(all);
        }

        void write(Task task, int lane) {
            present[lane] = true;
            columns.forEach((key, column) -> task.inform(key, column, lane));
        }
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
        Arrays.fill(infos.present, false);
        for (int lane = 0; lane < tasks.length; lane++) {
            if (request.resets(lane)) {
                int seeded = lane;
                request.seed(lane).ifPresent(seed -> streams[seeded] = new Pcg64(seed));
                startEpisode(lane, options);
            }
        }
        episodes.reset(request);
        return new VectorReset(observations, infos.infos);
    }

    @Override
    public VectorStep step(Batch actions) {
        episodes.checkStep(actions, 0, tasks.length);
        boolean anyFinal = false;
        for (int lane = 0; lane < tasks.length; lane++) {
            if (episodes.ended(lane)) { // only in mode NEXT_STEP, the check has seen to that
                startEpisode(lane, Arguments.NO_OPTIONS);
                rewards[lane] = 0;
                terminated[lane] = false;
                truncated[lane] = false;
                episodes.stepped(lane, false);
                continue;
            }
            boolean ended = stepLane(actions, lane);
            episodes.stepped(lane, ended);
            if (ended && autoreset == AutoresetMode.SAME_STEP) {
                keepFinal(lane, !anyFinal);
                anyFinal = true;
                startEpisode(lane, Arguments.NO_OPTIONS);
            }
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
        infos.write(task, lane);
        return terminated[lane] || truncated[lane];
    }

    private void startEpisode(int lane, Arguments options) {
        Pcg64 stream = streams[lane];
        if (stream == null) {
            stream = new Pcg64(new BigInteger(1, new SecureRandom().generateSeed(ENTROPY_BYTES)));
            streams[lane] = stream;
        }
        tasks[lane].reset(stream, options);
        elapsed[lane] = 0;
        tasks[lane].observe(observations, lane);
        infos.write(tasks[lane], lane);
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
            Arrays.fill(finalInfos.present, false);
            finalInfos.columns.values().forEach(Tensor::clear);
        }
        finalInfos.write(tasks[lane], lane);
    }
}
