package keel.agents.onpolicy;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import keel.training.InvalidConfigException;
import keel.training.NetworkTraining;
import keel.training.network.OutputSpec;

/**
 * The networks of an agent, each with a rate, an optimiser and a clock of its own.
 *
 * @param actor gives the policy's numbers
 * @param critic estimates the return to come
 * @param trunk what both others read instead of observations: its last layer's output; empty for separate networks
 * @param spread the policy's standard deviations where actions are real numbers; empty where they are choices
 */
public record ActorCriticSpec(
        NetworkTraining actor, NetworkTraining critic, Optional<NetworkTraining> trunk, Optional<Spread> spread) {
    /** Names of the networks. */
    public static final String ACTOR = "actor";

    public static final String CRITIC = "critic";
    public static final String TRUNK = "trunk";
    public static final String LOG_STD = "log-std";

    public ActorCriticSpec {
        trunk.ifPresent(
                t -> InvalidConfigException.require(
                        t.network().output() instanceof OutputSpec.LastLayer,
                        "networks.trunk ends with a linear layer, but what actor and critic read is its last layer's output. Write output: last-layer."));
    }

    /**
     * Log standard deviations as a network whose only parameters are its outputs' biases.
     *
     * @param initial where they begin
     */
    public record Spread(NetworkTraining training, double initial) {
        public Spread {
            InvalidConfigException.require(
                    Math.abs(initial) <= 20,
                    "initial-log-std is %s, but deviations from e^-20 to e^20 are all that float32 can use. The usual value is 0."
                            .formatted(initial));
        }
    }

    /** Separate networks for choices. */
    public static ActorCriticSpec of(NetworkTraining actor, NetworkTraining critic) {
        return new ActorCriticSpec(actor, critic, Optional.empty(), Optional.empty());
    }

    /** By name. */
    public SortedMap<String, NetworkTraining> byName() {
        SortedMap<String, NetworkTraining> all = new TreeMap<>(Map.of(ACTOR, actor, CRITIC, critic));
        trunk.ifPresent(training -> all.put(TRUNK, training));
        spread.ifPresent(own -> all.put(LOG_STD, own.training()));
        return all;
    }
}
