package keel.agents;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import keel.agents.a2c.A2c;
import keel.agents.dqn.Dqn;
import keel.env.EnvProvider;
import keel.training.Cohort;
import keel.training.MemberResult;
import keel.training.Trainer;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;

/**
 * Trains a cohort of agents of one algorithm and one network shape: rounds of experience and learning, with a deterministic
 * evaluation now and then and a longer one at the end, which is the run's score.
 */
public final class AgentTrainer implements Trainer {
    private final AgentSpec.CommonSpec common;
    private final long[] seeds;
    private final EnvProvider environments;
    private final Cohort cohort;
    private final Algorithm algorithm;
    private final Evaluator evaluator;
    private final List<Map<String, Double>> finalScores = new ArrayList<>();

    /**
     * Prepares a cohort.
     *
     * @param specs one a member; equal but for what changes no shape and no clock (rates, optimiser constants)
     * @param seeds one a member
     * @param environments where the lanes come from: native, or a server
     * @throws keel.env.EnvException if the environment cannot be had or does not fit the algorithm
     */
    public static AgentTrainer create(List<? extends AgentSpec> specs, long[] seeds, EnvProvider environments) {
        return new AgentTrainer(specs, seeds, environments);
    }

    private AgentTrainer(List<? extends AgentSpec> specs, long[] seeds, EnvProvider environments) {
        this.seeds = seeds.clone();
        this.environments = environments;
        common = specs.get(0).common();
        cohort = new Cohort(specs.size());
        Lanes lanes = new Lanes(
                environments,
                common.environment(),
                specs.size(),
                common.environment().lanes());
        algorithm = specs.get(0) instanceof DqnSpec
                ? new Dqn(specs.stream().map(DqnSpec.class::cast).toList(), seeds, lanes, cohort)
                : new A2c(specs.stream().map(A2cSpec.class::cast).toList(), seeds, lanes, cohort);
        evaluator = evaluator(common.evaluation().episodes(), "evaluation");
        for (int p = 0; p < specs.size(); p++) {
            finalScores.add(Map.of());
        }
    }

    private Evaluator evaluator(int episodes, String streamName) {
        return new Evaluator(environments, common.environment(), seeds, episodes, streamName, cohort);
    }

    @Override
    public int members() {
        return seeds.length;
    }

    @Override
    public List<MemberResult> train(TrainingObserver observer) {
        long total = common.environmentSteps();
        long every = common.evaluation().everyEnvSteps();
        long nextEvaluation = every;
        while (hasRoom(total) && cohort.anyActive() && !observer.stopRequested()) {
            algorithm.round(total - algorithm.environmentSteps(), observer);
            if (algorithm.environmentSteps() >= nextEvaluation && hasRoom(total)) {
                evaluate(evaluator, observer);
                nextEvaluation = (algorithm.environmentSteps() / every + 1) * every;
            }
            observer.progress(algorithm.environmentSteps(), total);
        }
        algorithm.checkParameters();
        if (!hasRoom(total) && cohort.anyActive()) {
            try (Evaluator last = evaluator(common.evaluation().finalEpisodes(), "final-evaluation")) {
                evaluate(last, observer);
            }
        }
        return results(hasRoom(total) || observer.stopRequested());
    }

    /** Whether one more step of every lane fits. */
    private boolean hasRoom(long total) {
        return algorithm.environmentSteps() + common.environment().lanes() <= total;
    }

    private void evaluate(Evaluator on, TrainingObserver observer) {
        double[][] returns = on.play(algorithm, observer::stopRequested);
        if (observer.stopRequested()) {
            return;
        }
        for (int p = 0; p < seeds.length; p++) {
            if (cohort.active(p)) {
                Map<String, Double> values = new LinkedHashMap<>();
                values.put("eval/return", mean(returns[p]));
                values.put("eval/return_min", Arrays.stream(returns[p]).min().orElseThrow());
                values.put("eval/return_max", Arrays.stream(returns[p]).max().orElseThrow());
                values.put("eval/episodes", (double) returns[p].length);
                observer.record(
                        p,
                        new MetricRecord(Math.max(0, algorithm.updates() - 1), algorithm.environmentSteps(), values));
                finalScores.set(p, values);
            }
        }
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private List<MemberResult> results(boolean interrupted) {
        List<MemberResult> results = new ArrayList<>();
        for (int p = 0; p < seeds.length; p++) {
            var divergence = cohort.divergence(p);
            MemberResult.Status status = divergence.isPresent()
                    ? MemberResult.Status.DIVERGED
                    : interrupted ? MemberResult.Status.INTERRUPTED : MemberResult.Status.COMPLETED;
            String reason = divergence.orElse((interrupted
                            ? "stopped on request after %d of %d environment steps"
                            : "%d of %d environment steps done")
                    .formatted(algorithm.environmentSteps(), common.environmentSteps()));
            results.add(new MemberResult(
                    status,
                    reason,
                    algorithm.updates(),
                    algorithm.environmentSteps(),
                    divergence.isPresent() ? Map.of() : finalScores.get(p)));
        }
        return results;
    }

    @Override
    public void saveNetworks(int member, Path folder) {
        algorithm.networks().forEach((name, network) -> network.save(member, folder.resolve(name + ".zip")));
    }

    @Override
    public void close() {
        evaluator.close();
        algorithm.close();
    }
}
