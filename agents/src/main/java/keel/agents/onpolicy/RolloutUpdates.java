package keel.agents.onpolicy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import keel.agents.OnPolicySpec;
import keel.agents.policy.Policy;
import keel.training.Cohort;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.RowTable;
import keel.training.random.RandomStream;

/** The updates that follow a rollout: its advantages, then epochs of minibatches. */
final class RolloutUpdates implements MemberState, AutoCloseable {
    /** As in Stable-Baselines3: a minibatch's divergence scatters, so it may be somewhat above its target. */
    private static final double KL_TOLERANCE = 1.5;

    private final List<OnPolicySpec> specs;
    private final Cohort cohort;
    private final Policy policy;
    private final ActorCritic networks;
    private final Rollout rollout;
    private final RowTable observations;
    private final ActorLoss actorLosses;
    private final int epochs;
    private final int minibatchesPerEpoch;
    private final UpdateBatch batch;
    /** What is left at the end of an epoch; the same as {@link #batch} if nothing is. */
    private final UpdateBatch rest;

    private final List<RandomStream> shuffling = new ArrayList<>();
    private final int[][] order;
    private final ActorLoss.Coefficients[] coefficients;
    private final double[] valueClipRange;
    private final double[] actorLoss;
    private final double[] criticLoss;
    private final double[] jointLoss;
    private final float[] freeGradient;
    private final boolean[] paused;
    private final UpdateStatistics[] statistics;

    RolloutUpdates(
            List<OnPolicySpec> specs,
            long[] seeds,
            Policy policy,
            ActorCritic networks,
            Rollout rollout,
            Cohort cohort) {
        this.specs = specs;
        this.cohort = cohort;
        this.policy = policy;
        this.networks = networks;
        this.rollout = rollout;
        Objective objective = specs.get(0).objective();
        int members = specs.size();
        actorLosses = new ActorLoss(policy, objective.start());
        epochs = objective.epochs();
        int size = objective.minibatch(rollout.rows);
        minibatchesPerEpoch = (rollout.rows + size - 1) / size;
        batch = new UpdateBatch(members, size, policy.outputs(), rollout);
        int left = rollout.rows - (minibatchesPerEpoch - 1) * size;
        rest = left == size ? batch : new UpdateBatch(members, left, policy.outputs(), rollout);
        order = new int[members][rollout.rows];
        observations = cohort.device().table(members, rollout.rows, rollout.observationSize, rollout.observations);
        coefficients = new ActorLoss.Coefficients[members];
        valueClipRange = new double[members];
        actorLoss = new double[members];
        criticLoss = new double[members];
        jointLoss = new double[members];
        freeGradient = new float[members * Math.max(1, policy.freeParameters())];
        paused = new boolean[members];
        statistics = new UpdateStatistics[members];
        for (int p = 0; p < members; p++) {
            shuffling.add(RandomStream.named(seeds[p], "minibatches"));
            statistics[p] = new UpdateStatistics();
        }
    }

    /** A minibatch and the gradients of its losses by what networks gave. */
    private static final class UpdateBatch {
        final Minibatch rows;
        final int[] chosen;
        final float[] policyGradient;
        final float[] valueGradient;

        UpdateBatch(int members, int size, int outputs, Rollout like) {
            rows = new Minibatch(members, size, like);
            chosen = new int[members * size];
            policyGradient = new float[members * size * outputs];
            valueGradient = new float[members * size];
        }
    }

    /** Updates of each rollout, those that a member leaves out counted. */
    int count() {
        return epochs * minibatchesPerEpoch;
    }

    /**
     * Learns from a full rollout.
     *
     * @param environmentSteps of each member, where coefficients are read off their schedules
     * @param measure whether the first update is measured
     */
    void learn(long environmentSteps, boolean measure) {
        for (int p = 0; p < specs.size(); p++) {
            Objective objective = specs.get(p).objective();
            LossSpec loss = specs.get(p).loss();
            coefficients[p] = new ActorLoss.Coefficients(
                    objective.clipRangeAt(environmentSteps),
                    loss.entropyWeight().at(environmentSteps),
                    loss.actorWeight());
            valueClipRange[p] = objective.valueClipRangeAt(environmentSteps);
            for (int row = 0; row < rollout.rows; row++) {
                order[p][row] = row;
            }
            statistics[p].beginRollout();
        }
        Arrays.fill(paused, false);
        observations.changed();
        rollout.evaluateFutures(networks);
        if (count() == 1) {
            learnAtOnce(measure);
            return;
        }
        float[] values = networks.predictValues(rollout.observations, rollout.rows);
        System.arraycopy(values, 0, rollout.values, 0, values.length);
        estimateAdvantages();
        for (int epoch = 0; epoch < epochs; epoch++) {
            beginEpoch();
            for (int k = 0; k < minibatchesPerEpoch; k++) {
                update(k, measure && epoch == 0 && k == 0);
            }
        }
    }

    /** One update from all rows: the values that advantages need are those that the critic's loss is about. */
    private void learnAtOnce(boolean measure) {
        choose(batch, 0);
        networks.forward(observations);
        System.arraycopy(networks.values(), 0, rollout.values, 0, rollout.values.length);
        estimateAdvantages();
        step(batch, 0, measure);
    }

    @Override
    public void close() {
        observations.close();
    }

    private void estimateAdvantages() {
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                RolloutSpec spec = specs.get(p).rollout();
                rollout.estimateAdvantages(p, spec.discount(), spec.gaeLambda());
            }
        }
    }

    /** Shuffles every member's rows, of those that pause as well: what they draw must not depend on the others. */
    private void beginEpoch() {
        for (int p = 0; p < specs.size(); p++) {
            if (minibatchesPerEpoch > 1) {
                shuffling.get(p).shuffle(order[p]);
            }
            if (!paused[p]) {
                statistics[p].beginEpoch();
            }
        }
    }

    private void update(int k, boolean measure) {
        UpdateBatch current = k == minibatchesPerEpoch - 1 ? rest : batch;
        int start = k * batch.rows.rows;
        // Members that pause look on: what a pass changes, such as dropout's stream, must not depend on the others.
        choose(current, start);
        networks.forward(observations);
        if (anyLearns()) {
            step(current, start, measure);
        } else {
            // Clocks go on as if others did learn.
            networks.update(actorLoss, criticLoss, jointLoss, paused, false);
        }
    }

    /** What the networks read: of each member the rows that its order has from {@code start} on. */
    private void choose(UpdateBatch current, int start) {
        int each = current.rows.rows;
        for (int p = 0; p < specs.size(); p++) {
            System.arraycopy(order[p], start, current.chosen, p * each, each);
        }
        observations.choose(current.chosen, each);
    }

    private boolean learns(int p) {
        return cohort.active(p) && !paused[p];
    }

    private boolean anyLearns() {
        for (int p = 0; p < specs.size(); p++) {
            if (learns(p)) {
                return true;
            }
        }
        return false;
    }

    /** Losses, gradients and an update, after a forward pass. */
    private void step(UpdateBatch current, int start, boolean measure) {
        for (int p = 0; p < specs.size(); p++) {
            if (learns(p)) {
                lose(p, current, start);
            }
        }
        networks.backward(current.policyGradient, current.valueGradient, freeGradient);
        for (int p = 0; p < specs.size(); p++) {
            if (learns(p)) {
                statistics[p].update(networks.actor().updates());
            }
        }
        networks.update(actorLoss, criticLoss, jointLoss, paused, measure);
    }

    private void lose(int p, UpdateBatch current, int start) {
        OnPolicySpec spec = specs.get(p);
        LossSpec loss = spec.loss();
        current.rows.takeTargets(p, rollout, order[p], start, spec.rollout().normalizeAdvantages());
        actorLosses.compute(
                p,
                current.rows,
                networks.policyOutputs(),
                networks.free(),
                coefficients[p],
                current.policyGradient,
                freeGradient);
        actorLoss[p] = actorLosses.loss();
        criticLoss[p] = CriticLoss.compute(
                p,
                current.rows,
                networks.values(),
                loss.valueLoss(),
                valueClipRange[p],
                loss.criticWeight(),
                current.valueGradient);
        jointLoss[p] = loss.actorWeight() * actorLoss[p] + loss.criticWeight() * criticLoss[p];
        statistics[p].add(actorLosses, policy.deviation());
        paused[p] = spec.objective()
                .targetKl()
                .filter(target -> actorLosses.kl() > KL_TOLERANCE * target)
                .isPresent();
    }

    /** Index of the last update that a member did not leave out. */
    long lastUpdate(int p) {
        return statistics[p].lastUpdate();
    }

    /** Adds what the last rollout's updates tell of one member. */
    void describe(int p, Map<String, Double> values) {
        OnPolicySpec spec = specs.get(p);
        UpdateStatistics own = statistics[p];
        values.put("policy/entropy", own.entropy());
        if (policy.freeParameters() > 0) {
            values.put("policy/std", own.deviation());
        }
        if (!spec.objective().metrics().isEmpty()) {
            values.put("policy/kl", own.kl());
            values.put("policy/clip_fraction", own.clipFraction());
            values.put("policy/epochs", (double) own.updates() / minibatchesPerEpoch);
            values.put("coefficient/clip_range", coefficients[p].clipRange());
        }
        values.put("coefficient/entropy_weight", coefficients[p].entropyWeight());
        values.put("value/explained_variance", rollout.explainedVariance(p));
        values.put("value/mean", rollout.meanValue(p));
        values.put("advantage/std", rollout.advantageDeviation(p));
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("minibatches", shuffling.get(member));
        to.put("last_update", statistics[member].lastUpdate());
    }

    @Override
    public void restore(int member, StateReader from) {
        from.get("minibatches", shuffling.get(member));
        statistics[member].lastUpdateWas(from.whole("last_update"));
    }
}
