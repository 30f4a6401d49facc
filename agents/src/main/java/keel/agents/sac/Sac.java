package keel.agents.sac;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.agents.Algorithm;
import keel.agents.Lanes;
import keel.agents.SacSpec;
import keel.agents.offpolicy.Experience;
import keel.agents.offpolicy.Exploration;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;

/**
 * Soft actor-critic (Haarnoja et al. 2018), for a cohort. A round is {@code trainEveryEnvSteps} environment steps of every
 * member, then {@code gradientSteps} updates, each on a batch drawn anew.
 */
public final class Sac implements Algorithm {
    private final List<SacSpec> specs;
    private final SacSpec shape;
    private final Cohort cohort;
    private final int width;
    private final Experience experience;
    private final Exploration exploration;
    private final SacUpdate update;
    /** Actions in the lanes of the training, and in others. */
    private final SquashedGaussian done;

    private SquashedGaussian elsewhere;
    private int otherLanes;
    private final Experience.Behaviour behaviour = new Behaviour();

    /**
     * Prepares a cohort and starts its episodes.
     *
     * @param lanes taken over: closed with this
     */
    public Sac(List<SacSpec> specs, long[] seeds, Lanes lanes, Cohort cohort) {
        this.specs = List.copyOf(specs);
        this.cohort = cohort;
        shape = specs.get(0);
        width = lanes.requireBoundedNumbers("sac").width();
        update = new SacUpdate(specs, seeds, cohort, lanes.observationSize(), width);
        exploration = new Exploration(specs.stream().map(SacSpec::exploration).toList(), seeds, lanes.lanes(), width);
        experience = new Experience(shape.common(), shape.replay(), seeds, lanes, cohort);
        done = new SquashedGaussian(specs.size(), lanes.lanes(), width);
        otherLanes = lanes.lanes();
        elsewhere = new SquashedGaussian(specs.size(), otherLanes, width);
    }

    @Override
    public void round(long maxEnvSteps, TrainingObserver observer) {
        if (experience.gather(maxEnvSteps, behaviour, updates(), observer)) {
            for (int i = 0; i < shape.replay().gradientSteps() && cohort.anyActive(); i++) {
                boolean measure = updates() % shape.common().telemetryEveryUpdates() == 0;
                experience.sample();
                update.learn(experience.batch(), environmentSteps(), measure);
                if (measure) {
                    record(observer);
                }
            }
        }
    }

    /** Random until learning starts, then drawn from the policy, with noise if that is asked for. */
    private final class Behaviour implements Experience.Behaviour {
        @Override
        public void choose(float[] observations, float[] actions) {
            long step = environmentSteps();
            int each = actions.length / specs.size();
            boolean random = step < shape.replay().learningStarts();
            float[] outputs = random ? actions : actorOutputs(observations, each / width);
            for (int p = 0; p < specs.size(); p++) {
                if (!cohort.active(p)) {
                    continue;
                }
                if (random) {
                    exploration.drawUniform(p, actions);
                } else {
                    done.draw(p, outputs, exploration.random(p));
                    System.arraycopy(done.actions(), p * each, actions, p * each, each);
                    exploration.addNoise(p, step, actions);
                }
            }
        }

        @Override
        public void ended(int member, int lane) {
            exploration.begin(member, lane);
        }
    }

    private float[] actorOutputs(float[] observations, int lanes) {
        return update.actor().network().predict(observations, lanes);
    }

    private void record(TrainingObserver observer) {
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                Map<String, Double> values = new LinkedHashMap<>();
                update.describe(p, values);
                observer.record(p, new MetricRecord(updates() - 1, environmentSteps(), values));
            }
        }
    }

    @Override
    public void act(float[] observations, int laneCount, float[] chosen) {
        SquashedGaussian.means(actorOutputs(observations, laneCount), width, chosen);
    }

    @Override
    public void explore(
            float[] observations, int laneCount, long environmentStep, List<RandomStream> random, float[] chosen) {
        if (laneCount != otherLanes) {
            otherLanes = laneCount;
            elsewhere = new SquashedGaussian(specs.size(), laneCount, width);
        }
        float[] outputs = actorOutputs(observations, laneCount);
        int each = laneCount * width;
        for (int p = 0; p < specs.size(); p++) {
            if (cohort.active(p)) {
                elsewhere.draw(p, outputs, random.get(p));
                System.arraycopy(elsewhere.actions(), p * each, chosen, p * each, each);
                exploration.addNoise(p, environmentStep, random.get(p), chosen, p * each, (p + 1) * each);
            }
        }
    }

    /** Of the critics: they count what the entropy is worth from the next step on as well. */
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
        return update.learners();
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
