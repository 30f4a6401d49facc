package keel.env;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gymnasium's recorded episodes of its nine environments, against any provider of them. */
public abstract class TracesContract {
    /** Stays open over the tests. */
    protected abstract EnvProvider provider();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Acrobot-v1",
                "Blackjack-v1",
                "CartPole-v1",
                "CliffWalking-v1",
                "FrozenLake-v1",
                "MountainCar-v0",
                "MountainCarContinuous-v0",
                "Pendulum-v1",
                "Taxi-v4"
            })
    void replaysTraces(String id) {
        TraceReplay.traces(provider(), id + ".json", id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Acrobot-v1", "CartPole-v1", "MountainCar-v0", "MountainCarContinuous-v0"})
    void replaysEpisodesOfAPolicy(String id) {
        TraceReplay.traces(provider(), "policy-episodes.json", id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Blackjack-v1", "CartPole-v1", "FrozenLake-v1"})
    void replaysVectors(String id) {
        TraceReplay.vectors(provider(), "vector-autoreset.json", id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Acrobot-v1",
                "Blackjack-v1",
                "CartPole-v1",
                "CliffWalking-v1",
                "FrozenLake-v1",
                "MountainCar-v0",
                "Pendulum-v1",
                "Taxi-v4"
            })
    void replaysArgumentsAndOptions(String id) {
        TraceReplay.argumentsAndOptions(provider(), "kwargs-options.json", id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Blackjack-v1",
                "CliffWalking-v1",
                "CliffWalkingSlippery-v1",
                "FrozenLake-v1",
                "FrozenLake8x8-v1",
                "Taxi-v4"
            })
    void replaysToyTextWithItsArguments(String id) {
        TraceReplay.traces(provider(), "toytext-episodes.json", id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CliffWalking-v1", "FrozenLake8x8-v1", "Taxi-v4"})
    void replaysToyTextVectors(String id) {
        TraceReplay.vectors(provider(), "toytext-episodes.json", id);
    }
}
