package keel.agents;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import keel.agents.diagnostics.ValueBias;
import keel.training.Cohort;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;

/**
 * What a cohort's policies are worth. Of the evaluations during training each member's highest is its peak, and the policy of
 * that moment its best. At the end the last and the best policy play fresh episodes, as many each, so that both scores are free
 * of the choice that made the best the best; the peak is not.
 */
final class Evaluation implements MemberState, AutoCloseable {
    private final EvaluationSpec spec;
    private final long[] seeds;
    private final double[] discounts;
    private final Lanes training;
    private final Cohort cohort;
    private final Algorithm algorithm;
    private final Lanes lanes;
    private final Evaluator deterministic;
    private final Evaluator stochastic;
    private final List<RandomStream> actionStreams;
    private final List<OptionalDouble> peaks = new ArrayList<>();
    private final List<Optional<StateReader>> best = new ArrayList<>();
    private final List<Map<String, Double>> scores = new ArrayList<>();

    /**
     * Prepares.
     *
     * @param discounts one a member
     * @param training the lanes that the algorithm learns in
     */
    Evaluation(
            EvaluationSpec spec, long[] seeds, double[] discounts, Lanes training, Cohort cohort, Algorithm algorithm) {
        this.spec = spec;
        this.seeds = seeds;
        this.discounts = discounts;
        this.training = training;
        this.cohort = cohort;
        this.algorithm = algorithm;
        lanes = training.forEvaluation(spec.episodes());
        deterministic = new Evaluator(lanes, seeds, "evaluation", cohort);
        stochastic = new Evaluator(lanes, seeds, "stochastic-evaluation", cohort);
        actionStreams = actionStreams("stochastic-evaluation/actions");
        for (int p = 0; p < seeds.length; p++) {
            peaks.add(OptionalDouble.empty());
            best.add(Optional.empty());
            scores.add(Map.of());
        }
    }

    private List<RandomStream> actionStreams(String name) {
        return Arrays.stream(seeds)
                .mapToObj(seed -> RandomStream.named(seed, name))
                .toList();
    }

    /**
     * Evaluates the policies as they are, and keeps those that are better than any before.
     *
     * @param stop true gives up
     * @return whether it was done; if not, the next evaluation begins as this one did
     */
    boolean duringTraining(BooleanSupplier stop) {
        if (!lastPolicies(deterministic, stochastic, actionStreams, stop)) {
            return false;
        }
        for (int p = 0; p < seeds.length; p++) {
            if (cohort.active(p)) {
                double score = scores.get(p).get("eval/return");
                if (peaks.get(p).isEmpty() || score > peaks.get(p).getAsDouble()) {
                    peaks.set(p, OptionalDouble.of(score));
                    best.set(p, Optional.of(policy(p)));
                }
            }
        }
        return true;
    }

    /** Evaluates the last policies and the best ones; as {@link #duringTraining} otherwise. */
    boolean atTheEnd(BooleanSupplier stop) {
        try (Lanes finals = training.forEvaluation(spec.finalEpisodes())) {
            return lastPolicies(
                            new Evaluator(finals, seeds, "final-evaluation", cohort),
                            new Evaluator(finals, seeds, "final-stochastic-evaluation", cohort),
                            actionStreams("final-stochastic-evaluation/actions"),
                            stop)
                    && bestPolicies(new Evaluator(finals, seeds, "best-evaluation", cohort), stop);
        }
    }

    private boolean lastPolicies(
            Evaluator on, Evaluator stochasticOn, List<RandomStream> random, BooleanSupplier stop) {
        List<long[]> mark = on.mark();
        List<long[]> actionMark = random.stream().map(RandomStream::state).toList();
        Optional<double[][]> returns = on.play(new Greedy(algorithm), stop);
        if (returns.isEmpty()) {
            return false;
        }
        Optional<double[][]> drawn = Optional.empty();
        if (spec.stochastic()) {
            List<RandomStream> own = ofThisEvaluation(random);
            drawn = stochasticOn.play(
                    (seen, count, chosen) -> algorithm.explore(seen, count, algorithm.environmentSteps(), own, chosen),
                    stop);
            if (drawn.isEmpty()) {
                on.rewind(mark);
                IntStream.range(0, seeds.length).forEach(p -> random.get(p).restore(actionMark.get(p)));
                return false;
            }
        }
        for (int p = 0; p < seeds.length; p++) {
            if (cohort.active(p)) {
                Map<String, Double> values = describe(returns.get()[p]);
                int member = p;
                drawn.ifPresent(all -> values.put("eval/stochastic_return", mean(all[member])));
                ValueBias bias = on.traces().bias(p, discounts[p]);
                bias.mean().ifPresent(value -> values.put("q/bias", value));
                bias.normalized().ifPresent(value -> values.put("q/bias_normalized", value));
                scores.set(p, values);
            }
        }
        return true;
    }

    /** Streams of one evaluation: members draw until the longest episode of all has ended, which must not show afterwards. */
    private static List<RandomStream> ofThisEvaluation(List<RandomStream> random) {
        return random.stream()
                .map(stream -> RandomStream.named(stream.nextLong(), "actions"))
                .toList();
    }

    private static Map<String, Double> describe(double[] returns) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("eval/return", mean(returns));
        values.put("eval/return_min", Arrays.stream(returns).min().orElseThrow());
        values.put("eval/return_max", Arrays.stream(returns).max().orElseThrow());
        values.put("eval/episodes", (double) returns.length);
        return values;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private boolean bestPolicies(Evaluator on, BooleanSupplier stop) {
        List<StateReader> last =
                IntStream.range(0, seeds.length).mapToObj(this::policy).toList();
        IntStream.range(0, seeds.length).forEach(p -> best.get(p).ifPresent(state -> take(p, state)));
        Optional<double[][]> returns;
        try {
            returns = on.play(algorithm::act, stop);
        } finally {
            IntStream.range(0, seeds.length).forEach(p -> take(p, last.get(p)));
        }
        returns.ifPresent(all -> {
            for (int p = 0; p < seeds.length; p++) {
                if (cohort.active(p)) {
                    Map<String, Double> values = scores.get(p);
                    values.put("eval/best_return", mean(all[p]));
                    peaks.get(p).ifPresent(peak -> values.put("eval/peak_return", peak));
                }
            }
        });
        return returns.isPresent();
    }

    /** What the last evaluation of a member gave, metric to value; empty if there was none. */
    Map<String, Double> scores(int member) {
        return scores.get(member);
    }

    /** Writes a member's last and best policy into a folder; without an evaluation during training the best is the last. */
    void savePolicies(int member, Path folder) {
        StateReader last = policy(member);
        PolicyFile.LAST.write(folder, last);
        PolicyFile.BEST.write(folder, best.get(member).orElse(last));
    }

    private StateReader policy(int member) {
        StateWriter state = new StateWriter();
        PolicyFile.save(algorithm, training, member, state);
        return state.reader();
    }

    private void take(int member, StateReader state) {
        PolicyFile.restore(algorithm, training, member, state);
    }

    @Override
    public void save(int member, StateWriter to) {
        deterministic.save(member, to);
        stochastic.save(member, to.under("stochastic"));
        to.put("stochastic_actions", actionStreams.get(member));
        scores.get(member).forEach(to.under("scores")::put);
        to.put("peak", peaks.get(member).stream().toArray());
        best.get(member).ifPresent(to.under("best")::putAll);
    }

    @Override
    public void restore(int member, StateReader from) {
        deterministic.restore(member, from);
        stochastic.restore(member, from.under("stochastic"));
        from.get("stochastic_actions", actionStreams.get(member));
        scores.set(member, from.under("scores").numbers());
        peaks.set(member, DoubleStream.of(from.doubles("peak")).findFirst());
        StateReader saved = from.under("best");
        best.set(member, saved.names().isEmpty() ? Optional.empty() : Optional.of(copy(saved)));
    }

    /** Without the rest of the checkpoint that it is part of. */
    private static StateReader copy(StateReader state) {
        StateWriter copy = new StateWriter();
        copy.putAll(state);
        return copy.reader();
    }

    @Override
    public void close() {
        lanes.close();
    }

    /** The deterministic policy, and what it expects. */
    private record Greedy(Algorithm algorithm) implements Evaluator.Policy {
        @Override
        public void act(float[] observations, int count, float[] actions) {
            algorithm.act(observations, count, actions);
        }

        @Override
        public Optional<float[]> values(float[] observations, float[] actions, int count) {
            return algorithm.values(observations, actions, count);
        }
    }
}
