package keel.experiments.preset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import keel.gans.data.DataFolder;
import org.junit.jupiter.api.Test;

class MemberSizeTest {
    private static long parameters(String preset, String... assignments) {
        try (Sources sources = Sources.ofNative(DataFolder.NONE)) {
            return new PresetCatalog()
                    .resolve(preset, PresetCatalog.Overrides.of(List.of(assignments)))
                    .subject()
                    .size(sources)
                    .parameters();
        }
    }

    /** Pendulum has 3 numbers in an observation and 1 in an action; every network is taken to see both. */
    @Test
    void everyCriticCounts() {
        long critic = (4 + 1) * 16 + (16 + 1);
        String hidden = "networks.critic.hidden=[16]";
        assertEquals(
                parameters("pendulum-td3", hidden, "td3.critics=1") + 2 * critic,
                parameters("pendulum-td3", hidden, "td3.critics=3"));
        assertEquals(
                parameters("pendulum-sac", hidden, "sac.critics=2") + critic,
                parameters("pendulum-sac", hidden, "sac.critics=3"));
    }

    /** CartPole has 4 numbers in an observation and 2 actions. */
    @Test
    void everyQuantileOfAnActionIsAnOutput() {
        long hidden = (6 + 1) * 16;
        assertEquals(
                hidden + (16 + 1) * 2 * 7,
                parameters("cartpole-qrdqn", "networks.q.hidden=[16]", "dqn.loss.quantiles=7"));
    }
}
