package keel.agents.dqn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import keel.agents.Algorithm;
import keel.agents.DqnSpec;
import keel.agents.Lanes;
import keel.agents.replay.ReplayBuffer;
import keel.agents.replay.TransitionBatch;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.Initializer;
import keel.training.network.Network;
import keel.training.random.RandomStream;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;

/**
 * Deep Q-learning (Mnih et al. 2015) with double targets (van Hasselt et al. 2016), for a cohort.
 *
 * <p>A round is {@code trainEveryEnvSteps} environment steps of every member, then {@code gradientSteps} updates. The target
 * of a transition is {@code r + γ Q⁻(s', argmax Q(s', ·))}, and just r where the task ended; a truncated episode goes on in the
 * target. The loss is the mean Huber loss (δ = 1).
 */
public final class Dqn implements Algorithm {
    private final List<DqnSpec> specs;
    private final DqnSpec shape;
    private final Lanes lanes;
    private final Cohort cohort;
    private final NetworkLearner q;
    private final Network target;
    private final List<ReplayBuffer> buffers = new ArrayList<>();
    private final List<RandomStream> exploration = new ArrayList<>();
    private final List<RandomStream> replay = new ArrayList<>();
    private final TransitionBatch batch;
    private final float[] actions;
    private final int options;
    private final int[] bestNext;
    private int[] best;
    private final float[] outputGradient;
    private final double[] loss;
    private final double[] qMean;
    private final float[] previous;
    private long environmentSteps;
    private long nextTargetUpdate;

    /**
     * Prepares a cohort and starts its episodes.
     *
     * @param lanes taken over: closed with this
     */
    public Dqn(List<DqnSpec> specs, long[] seeds, Lanes lanes, Cohort cohort) {
        this.specs = List.copyOf(specs);
        this.lanes = lanes;
        this.cohort = cohort;
        shape = specs.get(0);
        options = lanes.requireChoice("dqn").options();
        int members = specs.size();
        Network online = network(members);
        target = network(members);
        for (int p = 0; p < members; p++) {
            online.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(seeds[p], "network/q"));
            buffers.add(new ReplayBuffer(shape.bufferSize(), lanes.observationSize(), 1));
            exploration.add(RandomStream.named(seeds[p], "exploration"));
            replay.add(RandomStream.named(seeds[p], "replay"));
            lanes.reset(p, RandomStream.named(seeds[p], "environment"));
        }
        q = new NetworkLearner("q", online, specs.stream().map(DqnSpec::q).toList(), cohort);
        cohort.onEnd(target::deactivate);
        batch = new TransitionBatch(members, shape.batch(), lanes.observationSize(), 1);
        actions = new float[members * lanes.lanes()];
        bestNext = new int[members * shape.batch()];
        best = new int[0];
        outputGradient = new float[members * shape.batch() * options];
        loss = new double[members];
        qMean = new double[members];
        previous = new float[lanes.observations().length];
        updateTarget();
    }

    private Network network(int members) {
        return shape.common()
                .engine()
                .create("q", lanes.observationSize(), shape.q().network(), options, members);
    }

    @Override
    public void round(long maxEnvSteps, TrainingObserver observer) {
        long wanted = Math.min(shape.trainEveryEnvSteps(), maxEnvSteps);
        long taken = 0;
        do {
            step(observer);
            taken += lanes.lanes();
        } while (taken + lanes.lanes() <= wanted);
        if (taken + lanes.lanes() > shape.trainEveryEnvSteps() && environmentSteps >= shape.learningStarts()) {
            for (int i = 0; i < shape.gradientSteps() && cohort.anyActive(); i++) {
                update(observer);
            }
        }
    }

    /** One step of every lane, ε-greedy, remembered. */
    private void step(TrainingObserver observer) {
        float[] observations = lanes.observations();
        act(observations, lanes.lanes(), actions);
        System.arraycopy(observations, 0, previous, 0, previous.length);
        environmentSteps += lanes.lanes();
        for (int p = 0; p < buffers.size(); p++) {
            if (cohort.active(p)) {
                explore(p, exploration.get(p), lanes.lanes(), actions);
                lanes.step(
                        p,
                        actions,
                        (member, lane, episodeReturn, length) ->
                                observer.record(member, episodeRecord(episodeReturn, length)));
                remember(p);
            }
        }
        if (environmentSteps >= nextTargetUpdate) {
            updateTarget();
        }
    }

    private MetricRecord episodeRecord(double episodeReturn, int length) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("episode/return", episodeReturn);
        values.put("episode/length", (double) length);
        return new MetricRecord(Math.max(0, q.updates() - 1), environmentSteps, values);
    }

    /** Replaces each of a member's actions by a random one with chance ε. */
    private void explore(int p, RandomStream random, int laneCount, float[] chosen) {
        DqnSpec spec = specs.get(p);
        double decaySteps = spec.epsilonFraction() * spec.common().environmentSteps();
        double progress = decaySteps == 0 ? 1 : Math.min(1, (environmentSteps - lanes.lanes()) / decaySteps);
        double epsilon = spec.epsilonStart() + (spec.epsilonEnd() - spec.epsilonStart()) * progress;
        for (int lane = 0; lane < laneCount; lane++) {
            if (random.nextDouble() < epsilon) {
                chosen[p * laneCount + lane] = random.nextInt(options);
            }
        }
    }

    private void remember(int p) {
        int size = lanes.observationSize();
        for (int i = p * lanes.lanes(); i < (p + 1) * lanes.lanes(); i++) {
            buffers.get(p)
                    .add(
                            previous,
                            i * size,
                            actions,
                            i,
                            lanes.rewards()[i],
                            lanes.nextObservations(),
                            i * size,
                            lanes.terminated()[i]);
        }
    }

    private void updateTarget() {
        target.follow(q.network(), 1);
        nextTargetUpdate = environmentSteps + shape.targetEveryEnvSteps();
    }

    private void update(TrainingObserver observer) {
        boolean measure = q.updates() % shape.common().telemetryEveryUpdates() == 0;
        for (int p = 0; p < buffers.size(); p++) {
            if (cohort.active(p)) {
                buffers.get(p).sample(replay.get(p), p, batch);
            }
        }
        if (shape.doubleQ()) {
            argmax(q.network().predict(batch.nextObservations, batch.rows), bestNext);
        }
        float[] next = target.predict(batch.nextObservations, batch.rows);
        if (!shape.doubleQ()) {
            argmax(next, bestNext);
        }
        float[] values = q.network().forward(batch.observations, batch.rows);
        for (int p = 0; p < buffers.size(); p++) {
            lossGradient(p, values, next);
        }
        q.network().backward(outputGradient);
        q.update(loss, measure);
        q.synchronize();
        if (measure) {
            record(observer);
        }
    }

    /** Mean Huber loss of one member's batch, and its gradient by the network's output. */
    private void lossGradient(int p, float[] values, float[] next) {
        int n = options;
        float discount = (float) specs.get(p).discount();
        double sum = 0;
        double sumQ = 0;
        for (int i = p * batch.rows; i < (p + 1) * batch.rows; i++) {
            float future = batch.terminated[i] ? 0f : discount * next[i * n + bestNext[i]];
            int action = (int) batch.actions[i];
            float value = values[i * n + action];
            float error = value - (batch.rewards[i] + future);
            sum += Huber.value(error);
            sumQ += value;
            Arrays.fill(outputGradient, i * n, (i + 1) * n, 0f);
            outputGradient[i * n + action] = Huber.derivative(error) / batch.rows;
        }
        loss[p] = sum / batch.rows;
        qMean[p] = sumQ / batch.rows;
    }

    private void record(TrainingObserver observer) {
        for (int p = 0; p < buffers.size(); p++) {
            if (cohort.active(p)) {
                Map<String, Double> values = new LinkedHashMap<>();
                q.describe(p, values);
                values.put("q/mean", qMean[p]);
                observer.record(p, new MetricRecord(q.updates() - 1, environmentSteps, values));
            }
        }
    }

    @Override
    public void act(float[] observations, int laneCount, float[] chosen) {
        if (best.length != chosen.length) {
            best = new int[chosen.length];
        }
        argmax(q.network().predict(observations, laneCount), best);
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = best[i];
        }
    }

    @Override
    public void explore(float[] observations, int laneCount, List<RandomStream> random, float[] chosen) {
        act(observations, laneCount, chosen);
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                explore(p, random.get(p), laneCount, chosen);
            }
        }
    }

    /** Index of each row's largest value, the first of equals. */
    private void argmax(float[] values, int[] best) {
        int n = options;
        for (int row = 0; row < best.length; row++) {
            int at = 0;
            for (int a = 1; a < n; a++) {
                if (values[row * n + a] > values[row * n + at]) {
                    at = a;
                }
            }
            best[row] = at;
        }
    }

    @Override
    public long environmentSteps() {
        return environmentSteps;
    }

    @Override
    public long updates() {
        return q.updates();
    }

    @Override
    public List<NetworkLearner> learners() {
        return List.of(q);
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("environment_steps", environmentSteps);
        to.put("next_target_update", nextTargetUpdate);
        to.put("exploration", exploration.get(member));
        to.put("replay", replay.get(member));
        buffers.get(member).save(to.under("buffer"));
        lanes.save(member, to.under("lanes"));
        q.save(member, to.under("q"));
        target.save(member, to.under("target"));
    }

    @Override
    public void restore(int member, StateReader from) {
        environmentSteps = from.whole("environment_steps");
        nextTargetUpdate = from.whole("next_target_update");
        from.get("exploration", exploration.get(member));
        from.get("replay", replay.get(member));
        buffers.get(member).restore(from.under("buffer"));
        lanes.restore(member, from.under("lanes"));
        q.restore(member, from.under("q"));
        target.restore(member, from.under("target"));
    }

    @Override
    public void close() {
        lanes.close();
        q.close();
        target.close();
    }
}
