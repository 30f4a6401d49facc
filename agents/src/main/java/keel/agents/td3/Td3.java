package keel.agents.td3;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.agents.Algorithm;
import keel.agents.Lanes;
import keel.agents.Td3Spec;
import keel.agents.offpolicy.Experience;
import keel.agents.offpolicy.Exploration;
import keel.agents.replay.TransitionBatch;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;

/**
 * Twin delayed deep deterministic policy gradient (Fujimoto et al. 2018), for a cohort. A round is {@code trainEveryEnvSteps}
 * environment steps of every member, then {@code gradientSteps} updates, each on a batch drawn anew.
 *
 * <p>The actor's records are dated by its own update count, as its rate is.
 */
public final class Td3 implements Algorithm {
    private final List<Td3Spec> specs;
    private final Td3Spec shape;
    private final Cohort cohort;
    private final int width;
    private final Experience experience;
    private final Exploration exploration;
    private final Td3Update update;
    private final Experience.Behaviour behaviour = new Behaviour();

    /**
     * Prepares a cohort and starts its episodes.
     *
     * @param name of the algorithm, for messages
     * @param lanes taken over: closed with this
     */
    public Td3(String name, List<Td3Spec> specs, long[] seeds, Lanes lanes, Cohort cohort) {
        this.specs = List.copyOf(specs);
        this.cohort = cohort;
        shape = specs.get(0);
        width = lanes.requireBoundedNumbers(name).width();
        update = new Td3Update(specs, seeds, cohort, lanes.observationSize(), width);
        exploration = new Exploration(specs.stream().map(Td3Spec::exploration).toList(), seeds, lanes.lanes(), width);
        experience = new Experience(shape.common(), shape.replay(), seeds, lanes, cohort);
    }

    @Override
    public void round(long maxEnvSteps, TrainingObserver observer) {
        if (experience.gather(maxEnvSteps, behaviour, updates(), observer)) {
            for (int i = 0; i < shape.replay().gradientSteps() && cohort.anyActive(); i++) {
                update(observer);
            }
        }
    }

    /** Random until learning starts, then the policy's with noise. */
    private final class Behaviour implements Experience.Behaviour {
        @Override
        public void choose(float[] observations, float[] actions) {
            long step = environmentSteps();
            boolean random = step < shape.replay().learningStarts();
            if (!random) {
                act(observations, actions.length / specs.size() / width, actions);
            }
            for (int p = 0; p < specs.size(); p++) {
                if (random && cohort.active(p)) {
                    exploration.drawUniform(p, actions);
                } else if (cohort.active(p)) {
                    exploration.addNoise(p, step, actions);
                }
            }
        }

        @Override
        public void ended(int member, int lane) {
            exploration.begin(member, lane);
        }
    }

    private void update(TrainingObserver observer) {
        int every = shape.common().telemetryEveryUpdates();
        boolean measure = updates() % every == 0;
        experience.sample();
        TransitionBatch batch = experience.batch();
        update.learnValues(batch, measure);
        if (measure) {
            recordCritics(observer);
        }
        if (update.actorIsDue()) {
            boolean measureActor = update.actor().updates() % every == 0;
            update.learnPolicy(batch, measureActor);
            if (measureActor) {
                recordActor(observer);
            }
        }
    }

    private void recordCritics(TrainingObserver observer) {
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                Map<String, Double> values = new LinkedHashMap<>();
                update.critics().describe(p, values);
                observer.record(p, new MetricRecord(updates() - 1, environmentSteps(), values));
            }
        }
    }

    private void recordActor(TrainingObserver observer) {
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                Map<String, Double> values = new LinkedHashMap<>();
                update.actor().describe(p, values);
                values.put("policy/saturation", update.saturation(p));
                values.put(
                        "exploration/noise", specs.get(p).exploration().noise().at(environmentSteps()));
                observer.record(p, new MetricRecord(update.actor().updates() - 1, environmentSteps(), values));
            }
        }
    }

    @Override
    public void act(float[] observations, int laneCount, float[] chosen) {
        SquashedMean.place(update.actor().network().predict(observations, laneCount), chosen, 0, chosen.length);
    }

    /** Correlated noise is drawn as if the lanes were far apart in time. */
    @Override
    public void explore(
            float[] observations, int laneCount, long environmentStep, List<RandomStream> random, float[] chosen) {
        act(observations, laneCount, chosen);
        int each = laneCount * width;
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                exploration.addNoise(p, environmentStep, random.get(p), chosen, p * each, (p + 1) * each);
            }
        }
    }

    @Override
    public Optional<float[]> values(float[] observations, float[] actions, int laneCount) {
        return Optional.of(update.critics().values(observations, actions, laneCount));
    }

    @Override
    public long environmentSteps() {
        return experience.environmentSteps();
    }

    @Override
    public long updates() {
        return update.critics().learner().updates();
    }

    @Override
    public List<NetworkLearner> learners() {
        return List.of(update.actor(), update.critics().learner());
    }

    @Override
    public void savePolicy(int member, StateWriter to) {
        update.actor().network().save(member, to.under("actor"));
    }

    @Override
    public void restorePolicy(int member, StateReader from) {
        update.actor().network().restore(member, from.under("actor"));
    }

    @Override
    public void save(int member, StateWriter to) {
        experience.save(member, to.under("experience"));
        exploration.save(member, to.under("exploration"));
        update.save(member, to);
    }

    @Override
    public void restore(int member, StateReader from) {
        experience.restore(member, from.under("experience"));
        exploration.restore(member, from.under("exploration"));
        update.restore(member, from);
    }

    @Override
    public void close() {
        experience.close();
        update.close();
    }
}
