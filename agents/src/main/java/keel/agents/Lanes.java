package keel.agents;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.EnvRequest;
import keel.env.Infos;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorStep;
import keel.training.Cohort;
import keel.training.checkpoint.CheckpointException;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;

/**
 * The environments of a cohort: L lanes for each of P members, stepped together, seen as flat arrays with a leading member
 * axis. Every member has a vector environment and seeds of its own, so what others do never shows.
 *
 * <p>What an environment gives becomes what an agent sees in this order: flattened to numbers, some of them chosen,
 * normalised, put behind those seen before. A member whose environment gives NaN or an infinite number fails; the others go on.
 */
public final class Lanes implements MemberState, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Lanes.class.getName());

    private final EnvProvider provider;
    private final EnvironmentSpec spec;
    private final double[] discounts;
    private final Cohort cohort;
    private final List<VectorEnv> environments = new ArrayList<>();
    private final int lanes;
    private final ObservationEncoding encoding;
    private final AgentView view;
    private final ActionEncoding actions;
    private final Normalizer normalizer;
    private final boolean learning;
    private final LaneEpisodes episodes;
    /** By member: steps of every lane, counted over the whole run. */
    private final long[] steps;
    /** What the environment shows, flat, {@code [P,L,one]}. */
    private final float[] raw;

    /** The same of one member, normalised. */
    private final float[] seen;

    private final float[] last;
    private final Tensor environmentActions;
    /** By member: what a reset and the actions since then lead to is how the lanes are restored. */
    private final long[][] laneSeeds;

    private final List<ActionLog> actionLogs = new ArrayList<>();
    private boolean toldOfRestart;
    private IntConsumer unplayable;

    /** Told of every episode that ends. */
    public interface EpisodeListener {
        /**
         * An episode ended.
         *
         * @param episodeReturn sum of the rewards as the environment gave them
         * @param length in environment steps
         */
        void ended(int member, int lane, double episodeReturn, int length);
    }

    /**
     * Opens the lanes of every member, to train in.
     *
     * @param discounts one a member; rewards are normalised by the return that they discount
     * @throws EnvException if the environment cannot be had, or agents cannot read its observations
     */
    public Lanes(EnvProvider provider, EnvironmentSpec spec, double[] discounts, Cohort cohort) {
        this(provider, spec, discounts, cohort, spec.lanes(), Optional.empty(), false);
    }

    /**
     * Opens lanes of the same environment to evaluate in: they normalise as these do, and learn nothing.
     *
     * @param count L, for each member
     */
    public Lanes forEvaluation(int count) {
        return besides(count, false);
    }

    /**
     * Opens one lane of the same environment, for each member, to look at: as {@link #forEvaluation}, and it can be drawn. After
     * the last step of an episode it stands where that step led.
     *
     * @throws EnvException if it cannot be drawn
     */
    public Lanes forPictures() {
        return besides(1, true);
    }

    private Lanes besides(int count, boolean drawn) {
        Lanes others = new Lanes(provider, spec, discounts, cohort, count, Optional.of(normalizer), drawn);
        others.unplayable = unplayable;
        return others;
    }

    /**
     * Opens lanes.
     *
     * @param shared normaliser of the lanes that train; empty for those themselves
     * @param drawn to look at
     */
    private Lanes(
            EnvProvider provider,
            EnvironmentSpec spec,
            double[] discounts,
            Cohort cohort,
            int lanes,
            Optional<Normalizer> shared,
            boolean drawn) {
        this.provider = provider;
        this.spec = spec;
        this.discounts = discounts.clone();
        this.cohort = cohort;
        this.lanes = lanes;
        unplayable = p ->
                cohort.fail(p, "The policy's actions for '%s' are no finite numbers. Train anew.".formatted(spec.id()));
        int members = discounts.length;
        try {
            for (int p = 0; p < members; p++) {
                environments.add(provider.open(drawn ? shown() : request(AutoresetMode.SAME_STEP)));
            }
            VectorEnv first = environments.get(0);
            encoding = new ObservationEncoding(spec.id(), first.observationSpace(), spec.features());
            actions = ActionEncoding.of(first.actionSpace());
            environmentActions = actions.room(lanes);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        learning = shared.isEmpty();
        normalizer = shared.orElseGet(() -> new Normalizer(spec.normalization(), members, encoding.size()));
        view = new AgentView(members, lanes, spec.history(), encoding.size());
        episodes = new LaneEpisodes(lanes, this.discounts);
        steps = new long[members];
        raw = new float[members * rawSize()];
        seen = new float[rawSize()];
        last = new float[encoding.size()];
        laneSeeds = new long[members][lanes];
        for (int p = 0; p < members; p++) {
            actionLogs.add(new ActionLog());
        }
    }

    private EnvRequest request(AutoresetMode mode) {
        return new EnvRequest(spec.id(), spec.arguments(), lanes, mode);
    }

    /** Without a reset in the step that ends an episode, so that its end is seen. */
    private EnvRequest shown() {
        return request(AutoresetMode.NEXT_STEP).withRendering();
    }

    public int members() {
        return environments.size();
    }

    /** L. */
    public int lanes() {
        return lanes;
    }

    /** Floats in what an agent sees of one lane. */
    public int observationSize() {
        return view.size();
    }

    /** How actions are written. */
    public ActionEncoding actions() {
        return actions;
    }

    /** How actions are written, if that is by choosing one of some. */
    public ActionEncoding.Choice requireChoice(String algorithm) {
        if (actions instanceof ActionEncoding.Choice choice) {
            return choice;
        }
        throw unfit(algorithm, "chooses among Discrete actions", "ppo or a2c, or sac, td3 or ddpg if it is a Box");
    }

    /** How actions are written, if they are numbers between finite bounds. */
    public ActionEncoding.Numbers requireBoundedNumbers(String algorithm) {
        if (actions instanceof ActionEncoding.Numbers numbers && numbers.bounded()) {
            return numbers;
        }
        throw unfit(algorithm, "needs a Box of bounded real actions", "dqn, ppo or a2c");
    }

    /**
     * Says that an algorithm cannot act here.
     *
     * @param need what it needs, as a verb phrase
     * @param others algorithms that may fit
     */
    public EnvException unfit(String algorithm, String need, String others) {
        return new EnvException(
                "Environment '%s' has action space %s, but %s %s. Choose another environment, or another algorithm: %s."
                        .formatted(spec.id(), environments.get(0).actionSpace(), algorithm, need, others));
    }

    /** Starts an episode in every lane of one member, each lane with a seed drawn from this stream. */
    public void reset(int member, RandomStream seeds) {
        for (int lane = 0; lane < lanes; lane++) {
            laneSeeds[member][lane] = seeds.nextInt(Integer.MAX_VALUE);
        }
        reset(member);
    }

    /** Starts an episode in every lane of one member, with one seed each. */
    public void reset(int member, long... seeds) {
        System.arraycopy(seeds, 0, laneSeeds[member], 0, lanes);
        reset(member);
    }

    private void reset(int member) {
        actionLogs.get(member).clear();
        see(member, environments.get(member).reset(laneSeeds[member]));
        for (int lane = 0; lane < lanes; lane++) {
            view.begin(member, lane, seen, lane * encoding.size());
            episodes.begin(member, lane);
        }
    }

    /** Reads what a member's lanes show now. */
    private void see(int member, Batch observations) {
        int size = encoding.size();
        for (int lane = 0; lane < lanes; lane++) {
            encoding.write(observations, lane, raw, member * rawSize() + lane * size);
        }
        System.arraycopy(raw, member * rawSize(), seen, 0, rawSize());
        for (int lane = 0; lane < lanes; lane++) {
            requireFinite(member, lane, seen, lane * size);
        }
        if (learning && cohort.active(member)) {
            normalizer.learnObservations(member, seen, lanes);
        }
        for (int lane = 0; lane < lanes; lane++) {
            normalizer.scale(member, seen, lane * size, size);
        }
    }

    private void requireFinite(int member, int lane, float[] row, int at) {
        for (int i = 0; i < encoding.size(); i++) {
            if (!Float.isFinite(row[at + i])) {
                fail(member, lane, "observation", "%s at place %d".formatted(row[at + i], i));
            }
        }
    }

    private void fail(int member, int lane, String what, String value) {
        cohort.fail(
                member,
                "Environment '%s' gave a bad %s in lane %d at step %d of the lane%s: %s. Only finite numbers can be learned from: mend the environment, or leave the number out with environment.features."
                        .formatted(spec.id(), what, lane, steps[member], learning ? "" : " while evaluating", value));
    }

    /** Calls back with a member whose actions are no finite numbers: it is not stepped, and must end. */
    void onUnplayable(IntConsumer listener) {
        unplayable = listener;
    }

    private static boolean areFinite(float[] values, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (!Float.isFinite(values[i])) {
                return false;
            }
        }
        return true;
    }

    /**
     * Steps every lane of one member. Afterwards {@link #observations} is what to act on next, and {@link
     * #nextObservations}, {@link #rewards}, {@link #terminated} and {@link #truncated} describe the step.
     *
     * @param chosen actions {@code [P,L,A]}
     */
    public void step(int member, float[] chosen, EpisodeListener listener) {
        int width = lanes * actions.width();
        if (!areFinite(chosen, member * width, width)) {
            unplayable.accept(member);
            return;
        }
        actionLogs.get(member).add(chosen, member * width, width);
        actions.write(chosen, member * width, environmentActions);
        steps[member]++;
        VectorStep step = environments.get(member).step(environmentActions);
        see(member, step.observations());
        beginAnewIfRestarted(member, step.infos());
        requireFinite(member, step.rewards());
        episodes.take(member, step, normalizer, learning && cohort.active(member));
        for (int lane = 0; lane < lanes; lane++) {
            int at = lane * encoding.size();
            if (episodes.ended(member, lane)) {
                view.end(member, lane, lastOf(member, lane, step), seen, at);
                episodes.end(member, lane, listener);
            } else {
                view.go(member, lane, seen, at);
            }
        }
    }

    private void requireFinite(int member, double[] rewards) {
        for (int lane = 0; lane < lanes; lane++) {
            if (!Double.isFinite(rewards[lane])) {
                fail(member, lane, "reward", Double.toString(rewards[lane]));
            }
        }
    }

    /** The last observation of an episode that ended. */
    private float[] lastOf(int member, int lane, VectorStep step) {
        VectorEnv environment = environments.get(member);
        Batch all = environment.autoreset() == AutoresetMode.SAME_STEP ? step.finalObservations() : step.observations();
        if (all == null) {
            throw new EnvException(
                    "Lane %d ended an episode without its final observation: %s breaks the contract of SAME_STEP."
                            .formatted(lane, environment));
        }
        encoding.write(all, lane, last, 0);
        requireFinite(member, lane, last, 0);
        normalizer.scale(member, last, 0, encoding.size());
        return last;
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
        to.put("steps", steps[member]);
        to.put("largest_reward", episodes.largestReward[member]);
        to.put("actions", actionLogs.get(member).toArray());
        to.put("raw", raw, member * rawSize(), (member + 1) * rawSize());
        view.save(member, to.under("view"));
        normalizer.save(member, to.under("normalizer"));
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
        float[] log = from.floats("actions");
        int width = lanes * actions.width();
        float[] chosen = new float[members() * width];
        for (int at = 0; at < log.length; at += width) {
            System.arraycopy(log, at, chosen, member * width, width);
            step(member, chosen, (p, lane, episodeReturn, length) -> {});
        }
        float[] expected = from.floats("raw", rawSize());
        if (!Arrays.equals(expected, 0, rawSize(), raw, member * rawSize(), (member + 1) * rawSize())) {
            throw new CheckpointException(
                    "The environment did not come back to where the checkpoint left it: the same seeds and %d actions led to other observations. It is another environment or version than the run began with, or one with randomness of its own; such a run cannot be resumed, only started anew."
                            .formatted(log.length / actions.width()));
        }
        steps[member] = from.whole("steps");
        episodes.largestReward[member] = from.number("largest_reward");
        view.restore(member, from.under("view"));
        normalizer.restore(member, from.under("normalizer"));
    }

    /** What acting depends on besides the networks: the moments that observations are normalised by. */
    public MemberState normalization() {
        return normalizer;
    }

    /** Floats in the environment's own observations of one member. */
    private int rawSize() {
        return lanes * encoding.size();
    }

    /** What to act on next, {@code [P,L,observation]}, live. */
    public float[] observations() {
        return view.observations;
    }

    /** What the last step led to, {@code [P,L,observation]}, live: of an ended episode its last observation. */
    public float[] nextObservations() {
        return view.nextObservations;
    }

    /** Rewards of the last step, normalised if that is asked for, {@code [P,L]}, live. */
    public double[] rewards() {
        return episodes.rewards;
    }

    /** Size of a member's largest reward so far, normalised if that is asked for. */
    public double largestReward(int member) {
        return episodes.largestReward[member];
    }

    /** Whether the last step ended the task itself, {@code [P,L]}, live. */
    public boolean[] terminated() {
        return episodes.terminated;
    }

    /** Whether the last step was cut off, {@code [P,L]}, live. */
    public boolean[] truncated() {
        return episodes.truncated;
    }

    /** Rewards of the episode going on, as the environment gave them. */
    public double episodeReturn(int member, int lane) {
        return episodes.episodeReturn(member, lane);
    }

    /** A picture of a member's first lane, a PNG file; only of lanes {@link #forPictures}. */
    public byte[] picture(int member) {
        return environments.get(member).render(0);
    }

    /** Pictures a second at the environment's own pace; empty if it does not tell. */
    public OptionalDouble picturesPerSecond() {
        return environments.get(0).spec().renderFps();
    }

    @Override
    public void close() {
        environments.forEach(VectorEnv::close);
    }
}
