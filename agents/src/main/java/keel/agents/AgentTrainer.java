package keel.agents;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import keel.agents.diagnostics.EarlyWarnings;
import keel.agents.diagnostics.WarningRule;
import keel.env.EnvProvider;
import keel.training.Cohort;
import keel.training.ControllerFeedback;
import keel.training.MemberResult;
import keel.training.MemberResult.DivergenceReport;
import keel.training.NetworkLearner;
import keel.training.Trainer;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.guard.Divergence;
import keel.training.network.Device;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;
import keel.training.telemetry.UpdateRecord;

/**
 * Trains a cohort of agents of one algorithm and one network shape: rounds of experience and learning, with a deterministic
 * evaluation now and then and a longer one at the end, which is the run's score.
 */
public final class AgentTrainer implements Trainer {
    private final AgentSpec.CommonSpec common;
    private final long[] seeds;
    private final Lanes lanes;
    private final Cohort cohort;
    private final Algorithm algorithm;
    private final Evaluation evaluation;
    private final EarlyWarnings warnings;
    /** Of members that ended early: what they had done by then, whatever the others did later. */
    private final long[] updatesAtEnd;

    private final long[] stepsAtEnd;
    private long nextEvaluation;

    /**
     * Prepares a cohort.
     *
     * @param specs one a member; equal but for what changes no shape and no clock (rates, optimiser constants)
     * @param seeds one a member
     * @param environments where the lanes come from: native, or a server
     * @throws keel.env.EnvException if the environment cannot be had or does not fit the algorithm
     */
    public static AgentTrainer create(List<? extends AgentSpec> specs, long[] seeds, EnvProvider environments) {
        return create(specs, seeds, environments, Device.CPU);
    }

    /** As {@link #create(List, long[], EnvProvider)}, with networks of engine {@code stacked} on this device. */
    public static AgentTrainer create(
            List<? extends AgentSpec> specs, long[] seeds, EnvProvider environments, Device device) {
        return new AgentTrainer(specs, seeds, environments, device);
    }

    private AgentTrainer(List<? extends AgentSpec> specs, long[] seeds, EnvProvider environments, Device device) {
        this.seeds = seeds.clone();
        common = specs.get(0).common();
        cohort = new Cohort(specs.size(), device);
        requireOneKey(specs);
        double[] discounts = specs.stream().mapToDouble(AgentSpec::discount).toArray();
        lanes = new Lanes(environments, common.environment(), discounts, cohort);
        algorithm = start(specs);
        lanes.onUnplayable(p -> cohort.diverge(p, unplayable(p)));
        evaluation = evaluation(discounts);
        warnings = new EarlyWarnings(specs.size(), p -> warningRules(discounts[p], p));
        nextEvaluation = common.evaluation().everyEnvSteps();
        updatesAtEnd = new long[specs.size()];
        stepsAtEnd = new long[specs.size()];
        cohort.onEnd(p -> {
            updatesAtEnd[p] = algorithm.updates();
            stepsAtEnd[p] = algorithm.environmentSteps();
        });
    }

    /** Parameters can be finite and what they give not: then the environment is not to blame. */
    private Divergence unplayable(int member) {
        NetworkLearner policy = algorithm.learners().get(0);
        List<UpdateRecord> recent = policy.recentUpdates(member);
        UpdateRecord at = recent.isEmpty() ? new UpdateRecord(0, 0, 0, 0, 0) : recent.get(recent.size() - 1);
        return new Divergence(policy.name(), "action", Double.NaN, at, "which no environment can take");
    }

    private static void requireOneKey(List<? extends AgentSpec> specs) {
        for (AgentSpec spec : specs) {
            if (!spec.cohortKey().equals(specs.get(0).cohortKey())) {
                throw new IllegalArgumentException(
                        "members of a cohort differ in more than rates and weights: %s and %s; train them apart"
                                .formatted(specs.get(0), spec));
            }
        }
    }

    private Algorithm start(List<? extends AgentSpec> specs) {
        try {
            return specs.get(0).start(specs, seeds, lanes, cohort);
        } catch (RuntimeException e) {
            lanes.close();
            throw e;
        }
    }

    private Evaluation evaluation(double[] discounts) {
        try {
            return new Evaluation(common.evaluation(), seeds, discounts, lanes, cohort, algorithm);
        } catch (RuntimeException e) {
            algorithm.close();
            throw e;
        }
    }

    private List<WarningRule> warningRules(double discount, int member) {
        OptionalInt numbers = lanes.actions() instanceof ActionEncoding.Numbers
                ? OptionalInt.of(lanes.actions().width())
                : OptionalInt.empty();
        return EarlyWarnings.rules(numbers, discount, () -> lanes.largestReward(member));
    }

    @Override
    public int members() {
        return seeds.length;
    }

    @Override
    public List<MemberResult> train(TrainingObserver observer) {
        TrainingObserver feeding = warnings.before(new ControllerFeedback(observer, algorithm.learners()));
        long total = common.environmentSteps();
        boolean going = true;
        boolean stopped = false;
        while (going && cohort.anyActive()) {
            stopped = observer.stopRequested();
            observer.safePoint(stopped);
            going = !stopped && advance(total, feeding);
        }
        return results(stopped);
    }

    /** An evaluation if it is time for one, then a round; at the end the last evaluation. False when nothing is left to do. */
    private boolean advance(long total, TrainingObserver observer) {
        if (!hasRoom(total)) {
            algorithm.learners().forEach(NetworkLearner::checkParameters);
            return !recorded(evaluation.atTheEnd(observer::stopRequested), observer);
        }
        if (algorithm.environmentSteps() >= nextEvaluation) {
            if (!recorded(evaluation.duringTraining(observer::stopRequested), observer)) {
                return true;
            }
            long every = common.evaluation().everyEnvSteps();
            algorithm.learners().forEach(NetworkLearner::wantHiddenUnits);
            nextEvaluation = (algorithm.environmentSteps() / every + 1) * every;
        }
        algorithm.round(total - algorithm.environmentSteps(), observer);
        observer.progress(algorithm.environmentSteps(), total);
        return true;
    }

    /** Whether one more step of every lane fits. */
    private boolean hasRoom(long total) {
        return algorithm.environmentSteps() + common.environment().lanes() <= total;
    }

    /** Records an evaluation, if it was done. */
    private boolean recorded(boolean done, TrainingObserver observer) {
        for (int p = 0; p < seeds.length && done; p++) {
            if (cohort.active(p)) {
                observer.record(
                        p,
                        new MetricRecord(
                                Math.max(0, algorithm.updates() - 1),
                                algorithm.environmentSteps(),
                                evaluation.scores(p)));
            }
        }
        return done;
    }

    private List<MemberResult> results(boolean interrupted) {
        List<MemberResult> results = new ArrayList<>();
        for (int p = 0; p < seeds.length; p++) {
            results.add(result(p, interrupted));
        }
        return results;
    }

    private MemberResult result(int p, boolean interrupted) {
        boolean ended = !cohort.active(p);
        Optional<Divergence> divergence = cohort.divergence(p);
        return new MemberResult(
                status(p, interrupted),
                reason(p, interrupted),
                ended ? updatesAtEnd[p] : algorithm.updates(),
                ended ? stepsAtEnd[p] : algorithm.environmentSteps(),
                ended ? Map.of() : evaluation.scores(p),
                divergence.map(why -> DivergenceReport.of(why, algorithm.learners(), p)),
                warnings.counts(p));
    }

    private MemberResult.Status status(int p, boolean interrupted) {
        if (cohort.divergence(p).isPresent()) {
            return MemberResult.Status.DIVERGED;
        }
        if (cohort.failure(p).isPresent()) {
            return MemberResult.Status.FAILED;
        }
        return interrupted ? MemberResult.Status.INTERRUPTED : MemberResult.Status.COMPLETED;
    }

    private String reason(int p, boolean interrupted) {
        return cohort.divergence(p)
                .map(Divergence::sentence)
                .or(() -> cohort.failure(p))
                .orElseGet(() -> (interrupted
                                ? "stopped on request after %d of %d environment steps"
                                : "%d of %d environment steps done")
                        .formatted(algorithm.environmentSteps(), common.environmentSteps()));
    }

    @Override
    public void saveNetworks(int member, Path folder) {
        algorithm.saveNetworks(member, folder);
        evaluation.savePolicies(member, folder);
    }

    @Override
    public boolean active(int member) {
        return cohort.active(member);
    }

    @Override
    public long clock() {
        return algorithm.environmentSteps();
    }

    @Override
    public void save(int member, StateWriter to) {
        algorithm.save(member, to.under("algorithm"));
        evaluation.save(member, to.under("evaluation"));
        warnings.save(member, to.under("warnings"));
        to.put("next_evaluation", nextEvaluation);
        to.put("clock", clock());
    }

    @Override
    public void restore(int member, StateReader from) {
        Trainer.requireSameClock(member, clock(), from.whole("clock"));
        algorithm.restore(member, from.under("algorithm"));
        evaluation.restore(member, from.under("evaluation"));
        warnings.restore(member, from.under("warnings"));
        nextEvaluation = from.whole("next_evaluation");
    }

    @Override
    public void close() {
        evaluation.close();
        algorithm.close();
    }
}
