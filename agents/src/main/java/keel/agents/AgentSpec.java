package keel.agents;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import keel.agents.diagnostics.EarlyWarnings;
import keel.training.Cohort;
import keel.training.InvalidConfigException;
import keel.training.NetworkLearner;
import keel.training.NetworkTraining;
import keel.training.network.Engine;

/** A fully resolved agent without its seed: one point in rate space. */
public sealed interface AgentSpec permits DqnSpec, OnPolicySpec, SacSpec, Td3Spec, DdpgSpec, Rl4jSpec {
    /** What every algorithm needs. */
    CommonSpec common();

    /** How each network trains, by its name. */
    SortedMap<String, NetworkTraining> networks();

    /**
     * What this algorithm records beside what all do; {@code q/bias} and {@code q/bias_normalized} if its {@link
     * Algorithm#values} expects something.
     */
    List<String> ownMetrics();

    /** Gamma. */
    double discount();

    /** Name in configuration files. */
    String algorithm();

    /**
     * What members of one cohort must have in common beside what {@link #cohortKey} adds: all that decides the shape of an
     * array or when something happens. Rates, constants of optimisers, discounts and weights of losses are no part of it.
     */
    List<Object> ownCohortKey();

    /**
     * Starts the algorithm for a cohort.
     *
     * @param members one spec a member, this being the first; all of this kind and with equal cohort keys
     * @param seeds one a member
     * @param lanes of the same members; closed with the algorithm
     * @throws keel.env.EnvException if the environment's actions do not fit
     */
    Algorithm start(List<? extends AgentSpec> members, long[] seeds, Lanes lanes, Cohort cohort);

    /** Specs with equal keys can train as members of one cohort. */
    default Object cohortKey() {
        List<Object> key = new ArrayList<>(List.of(algorithm(), common()));
        networks().forEach((name, training) -> key.addAll(List.of(name, training.cohortKey())));
        key.addAll(ownCohortKey());
        return key;
    }

    /** The names of all metrics that training may record. */
    default SortedSet<String> metrics() {
        SortedSet<String> metrics = new TreeSet<>(List.of(
                "episode/return",
                "episode/length",
                "eval/return",
                "eval/return_min",
                "eval/return_max",
                "eval/episodes",
                "eval/best_return",
                "eval/peak_return"));
        if (common().evaluation().stochastic()) {
            metrics.add("eval/stochastic_return");
        }
        metrics.addAll(ownMetrics());
        networks().keySet().forEach(network -> metrics.addAll(NetworkLearner.metrics(network)));
        metrics.addAll(EarlyWarnings.metrics(metrics));
        return metrics;
    }

    /** Throws if a network's optimiser needs a gradient that agents do not compute. */
    static void requireOneGradient(String network, NetworkTraining training) {
        InvalidConfigException.require(
                !training.optimizer().extrapolates(),
                "optimizers.%s is %s, which takes a second gradient at a point ahead of all players, but agents compute one an update. Use it for GANs, or optimistic-adam here."
                        .formatted(network, training.optimizer().type()));
    }

    /**
     * Updates of one network over a whole run, if the setting alone decides it.
     *
     * @param network one of {@link #networks}
     * @return empty where it depends on what happens in training
     */
    default OptionalLong expectedUpdates(String network) {
        return OptionalLong.empty();
    }

    /** Transitions that a member keeps at a time, in replay buffer and rollout: for an estimate of its memory. */
    default long storedTransitions() {
        return 0;
    }

    /** Rows of the largest batch that passes a network: for an estimate of a member's memory. */
    default int largestBatch() {
        return common().environment().lanes();
    }

    /**
     * How many networks train under one name, all alike: for an estimate of a member's memory.
     *
     * @param network one of {@link #networks}
     */
    default int copies(String network) {
        return 1;
    }

    /** Numbers that a network gives for one action: for an estimate of a member's memory. */
    default int outputsPerAction() {
        return 1;
    }

    /** Whether several members can train as one program; if not, each run trains in a process of its own. */
    default boolean stackable() {
        return common().engine() == Engine.STACKED;
    }

    /**
     * What every algorithm needs.
     *
     * @param environmentSteps length of the training, counted over all lanes
     * @param telemetryEveryUpdates updates between two records of rates, losses and norms
     */
    record CommonSpec(
            EnvironmentSpec environment,
            long environmentSteps,
            EvaluationSpec evaluation,
            int telemetryEveryUpdates,
            Engine engine) {
        public CommonSpec {
            InvalidConfigException.require(
                    environmentSteps >= 1,
                    "length.env-steps is %d, but training needs at least 1 environment step."
                            .formatted(environmentSteps));
            InvalidConfigException.require(
                    telemetryEveryUpdates >= 1,
                    "telemetry.every-updates is %d, but it is a distance in updates and must be at least 1."
                            .formatted(telemetryEveryUpdates));
        }
    }
}
