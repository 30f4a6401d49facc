package keel.env;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The environments written in Java do what Gymnasium's did. */
class NativeTracesTest {
    private final NativeEnvironments provider = new NativeEnvironments();

    @ParameterizedTest
    @ValueSource(strings = {"Blackjack-v1", "CartPole-v1", "CliffWalking-v1", "FrozenLake-v1", "Taxi-v4"})
    void replaysTraces(String id) {
        TraceReplay.traces(provider, id + ".json", id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CartPole-v1"})
    void replaysEpisodesOfAPolicy(String id) {
        TraceReplay.traces(provider, "policy-episodes.json", id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Blackjack-v1", "CartPole-v1", "FrozenLake-v1"})
    void replaysVectors(String id) {
        TraceReplay.vectors(provider, "vector-autoreset.json", id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Blackjack-v1", "CartPole-v1", "CliffWalking-v1", "FrozenLake-v1", "Taxi-v4"})
    void replaysArgumentsAndOptions(String id) {
        TraceReplay.argumentsAndOptions(provider, "kwargs-options.json", id);
    }
}
