package keel.agents;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.Box;
import keel.env.Discrete;
import keel.env.ElementType;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.Infos;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorStep;
import keel.training.checkpoint.CheckpointException;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;

/**
 * The environments of a cohort: L lanes for each of P members, stepped together, seen as flat arrays with a leading member
 * axis. Every member has a vector environment and seeds of its own, so what others do never shows.
 */
public final class Lanes implements MemberState, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Lanes.class.getName());

    private final List<VectorEnv> environments = new ArrayList<>();
    private final int lanes;
    private final int observationSize;
    private final int actions;
    private final long firstAction;
    private final float[] observations;
    private final float[] nextObservations;
    private final double[] rewards;
    private final boolean[] terminated;
    private final boolean[] truncated;
    private final long[] memberActions;
    private final double[] episodeReturn;
    private final int[] episodeLength;
    /** By member: what a reset and the actions since then lead to is how the lanes are restored. */
    private final long[][] laneSeeds;

    private final List<ActionLog> actionLogs = new ArrayList<>();
    private boolean toldOfRestart;

    /** Told of every episode that ends. */
    public interface EpisodeListener {
        /**
         * An episode ended.
         *
         * @param length in environment steps
         */
        void ended(int member, int lane, double episodeReturn, int length);
    }

    /**
     * Opens the lanes of every member.
     *
     * @param lanes L, for each member
     * @throws EnvException if the environment cannot be had, or its spaces are none that these agents can use
     */
    public Lanes(EnvProvider provider, EnvironmentSpec spec, int members, int lanes) {
        this.lanes = lanes;
        try {
            for (int p = 0; p < members; p++) {
                environments.add(provider.open(spec.id(), spec.arguments(), lanes, AutoresetMode.SAME_STEP));
            }
            VectorEnv first = environments.get(0);
            observationSize = observationSize(spec.id(), first.observationSpace());
            Discrete actionSpace = discrete(spec.id(), first.actionSpace());
            actions = Math.toIntExact(actionSpace.n());
            firstAction = actionSpace.start();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        int all = members * lanes;
        observations = new float[all * observationSize];
        nextObservations = new float[observations.length];
        rewards = new double[all];
        terminated = new boolean[all];
        truncated = new boolean[all];
        memberActions = new long[lanes];
        episodeReturn = new double[all];
        episodeLength = new int[all];
        laneSeeds = new long[members][lanes];
        for (int p = 0; p < members; p++) {
            actionLogs.add(new ActionLog());
        }
    }

    private static int observationSize(String id, Space space) {
        if (!(space instanceof Box box) || box.elementType() != ElementType.FLOAT32) {
            throw new EnvException(
                    "Environment '%s' has observation space %s, but these agents need a Box of float32. Choose another environment."
                            .formatted(id, space));
        }
        int size = 1;
        for (int n : box.shape()) {
            size = Math.multiplyExact(size, n);
        }
        return size;
    }

    private static Discrete discrete(String id, Space space) {
        if (!(space instanceof Discrete discrete)) {
            throw new EnvException(
                    "Environment '%s' has action space %s, but dqn and a2c choose among Discrete actions. Choose another environment."
                            .formatted(id, space));
        }
        return discrete;
    }

    public int members() {
        return environments.size();
    }

    /** L. */
    public int lanes() {
        return lanes;
    }

    /** Floats in one observation. */
    public int observationSize() {
        return observationSize;
    }

    /** How many actions there are; they are numbered from 0 here, wherever the space starts. */
    public int actions() {
        return actions;
    }

    /** Starts an episode in every lane of one member, each lane with a seed drawn from this stream. */
    public void reset(int member, RandomStream seeds) {
        for (int lane = 0; lane < lanes; lane++) {
            laneSeeds[member][lane] = seeds.nextInt(Integer.MAX_VALUE);
        }
        reset(member);
    }

    private void reset(int member) {
        actionLogs.get(member).clear();
        copy(environments.get(member).reset(laneSeeds[member]).tensor(), observations, member);
        for (int i = member * lanes; i < (member + 1) * lanes; i++) {
            episodeReturn[i] = 0;
            episodeLength[i] = 0;
        }
    }

    /**
     * Steps every lane of one member. Afterwards {@link #observations} is what to act on next, and {@link
     * #nextObservations}, {@link #rewards}, {@link #terminated} and {@link #truncated} describe the step.
     *
     * @param chosen actions {@code [P,L]}, numbered from 0
     */
    public void step(int member, int[] chosen, EpisodeListener listener) {
        int from = member * lanes;
        actionLogs.get(member).add(chosen, from, lanes);
        for (int lane = 0; lane < lanes; lane++) {
            memberActions[lane] = firstAction + chosen[from + lane];
        }
        VectorStep step = environments.get(member).step(Tensor.of(memberActions, lanes));
        copy(step.observations().tensor(), observations, member);
        copy(step.observations().tensor(), nextObservations, member);
        beginAnewIfRestarted(member, step.infos());
        for (int lane = 0; lane < lanes; lane++) {
            int i = from + lane;
            rewards[i] = step.rewards()[lane];
            terminated[i] = step.terminated()[lane];
            truncated[i] = step.truncated()[lane];
            episodeReturn[i] += rewards[i];
            episodeLength[i]++;
            if (terminated[i] || truncated[i]) {
                Batch last = step.finalObservations();
                if (last == null) {
                    throw new EnvException(
                            "Lane %d ended an episode without its final observation: %s breaks the contract of SAME_STEP."
                                    .formatted(lane, environments.get(member)));
                }
                System.arraycopy(
                        last.tensor().floats(),
                        lane * observationSize,
                        nextObservations,
                        i * observationSize,
                        observationSize);
                double total = episodeReturn[i];
                int length = episodeLength[i];
                episodeReturn[i] = 0;
                episodeLength[i] = 0;
                listener.ended(member, lane, total, length);
            }
        }
    }

    /**
     * After the step that tells of a restarted server, the environment stands where a reset with the seeds it tells leaves
     * it: from there the lanes are restored.
     */
    private void beginAnewIfRestarted(int member, Infos infos) {
        if (infos.column("server_restarted").isEmpty()) {
            return;
        }
        Infos.Column seeds = infos.column("seed")
                .orElseThrow(
                        () -> new EnvException(
                                "The environment server was restarted, but the seeds of the new episodes are not told, so a checkpoint could not be restored. Start the run anew."));
        for (int lane = 0; lane < lanes; lane++) {
            laneSeeds[member][lane] = (Long) seeds.get(lane);
        }
        actionLogs.get(member).clear();
        if (!toldOfRestart) {
            toldOfRestart = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The environment server was restarted: the episodes under way were cut off, and new ones begun with seeds drawn from the old. The run goes on, but is not the one that an undisturbed server would have given.");
        }
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("seeds", laneSeeds[member]);
        to.put("actions", actionLogs.get(member).toArray());
        to.put("observations", observations, member * size(), (member + 1) * size());
    }

    /**
     * Plays all actions since the last reset again: what every environment can do, native or remote, whose episodes follow
     * from seeds and actions alone.
     *
     * @throws CheckpointException if that leads elsewhere than it did
     */
    @Override
    public void restore(int member, StateReader from) {
        System.arraycopy(from.longs("seeds", lanes), 0, laneSeeds[member], 0, lanes);
        reset(member);
        int[] log = from.ints("actions");
        int[] chosen = new int[members() * lanes];
        for (int at = 0; at < log.length; at += lanes) {
            System.arraycopy(log, at, chosen, member * lanes, lanes);
            step(member, chosen, (p, lane, episodeReturn, length) -> {});
        }
        float[] expected = from.floats("observations", size());
        if (!Arrays.equals(expected, 0, size(), observations, member * size(), (member + 1) * size())) {
            throw new CheckpointException(
                    "The environment did not come back to where the checkpoint left it: the same seeds and %d actions led to other observations. It is another environment or version than the run began with, or one with randomness of its own; such a run cannot be resumed, only started anew."
                            .formatted(log.length));
        }
    }

    /** Floats in the observations of one member. */
    private int size() {
        return lanes * observationSize;
    }

    private void copy(Tensor from, float[] to, int member) {
        System.arraycopy(from.floats(), 0, to, member * size(), size());
    }

    /** What to act on next, {@code [P,L,observation]}, live. */
    public float[] observations() {
        return observations;
    }

    /** What the last step led to, {@code [P,L,observation]}, live: of an ended episode its last observation. */
    public float[] nextObservations() {
        return nextObservations;
    }

    /** Rewards of the last step, {@code [P,L]}, live. */
    public double[] rewards() {
        return rewards;
    }

    /** Whether the last step ended the task itself, {@code [P,L]}, live. */
    public boolean[] terminated() {
        return terminated;
    }

    /** Whether the last step was cut off, {@code [P,L]}, live. */
    public boolean[] truncated() {
        return truncated;
    }

    @Override
    public void close() {
        environments.forEach(VectorEnv::close);
    }
}
