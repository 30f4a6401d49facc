package keel.agents.rl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import keel.env.EnvException;
import keel.env.NativeEnvironments;
import org.deeplearning4j.rl4j.agent.Agent;
import org.deeplearning4j.rl4j.environment.StepResult;
import org.deeplearning4j.rl4j.network.CommonOutputNames;
import org.deeplearning4j.rl4j.network.NeuralNetOutput;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class LaneEnvironmentTest {
    /** Pushes the cart towards where the pole leans. */
    private static final class Balance extends KeelNet {
        @Override
        NeuralNetOutput evaluate(float[] rows, int batch) {
            NeuralNetOutput output = new NeuralNetOutput();
            output.put(CommonOutputNames.QValues, array(new float[] {0, rows[2] + rows[3]}, batch));
            return output;
        }
    }

    private static LaneEnvironment cartPole(int limit, long seed) {
        return LaneEnvironment.open(new NativeEnvironments(), "CartPole-v1", Map.of("max_episode_steps", limit), seed);
    }

    private static float[] seen(Map<String, Object> channels) {
        return ((INDArray) channels.get(LaneEnvironment.CHANNEL)).toFloatVector();
    }

    /** Three steps leave any pole upright: the episode is cut off, which ends it but is no end of the task. */
    @Test
    void anEpisodeThatIsCutOffEndsWithoutATerminalResult() {
        try (Closing c = new Closing(cartPole(3, 0))) {
            c.environment.reset();
            assertFalse(c.environment.step(0).isTerminal());
            assertFalse(c.environment.isEpisodeFinished());
            c.environment.step(1);
            StepResult last = c.environment.step(0);
            assertFalse(last.isTerminal());
            assertTrue(c.environment.isEpisodeFinished());
            assertThrows(IllegalStateException.class, () -> c.environment.step(0));
        }
    }

    /** Pushed one way only, the pole falls within 20 steps: the task has ended. */
    @Test
    void aFallenPoleIsTerminal() {
        try (Closing c = new Closing(cartPole(500, 0))) {
            c.environment.reset();
            StepResult last = c.environment.step(0);
            for (int i = 0; i < 20 && !c.environment.isEpisodeFinished(); i++) {
                last = c.environment.step(0);
            }
            assertTrue(last.isTerminal() && c.environment.isEpisodeFinished());
        }
    }

    @Test
    void theSameSeedGivesTheSameEpisodesAndAResetMidwayAnother() {
        try (Closing a = new Closing(cartPole(500, 3));
                Closing b = new Closing(cartPole(500, 3));
                Closing other = new Closing(cartPole(500, 4))) {
            float[] first = seen(a.environment.reset());
            assertArrayEquals(first, seen(b.environment.reset()));
            assertFalse(Arrays.equals(first, seen(other.environment.reset())));
            assertArrayEquals(first, seen(a.environment.reset()), "nothing was done yet");
            assertArrayEquals(
                    seen(a.environment.step(1).getChannelsData()),
                    seen(b.environment.step(1).getChannelsData()));
            float[] second = seen(a.environment.reset());
            assertFalse(Arrays.equals(first, second));
            assertArrayEquals(second, seen(b.environment.reset()));
        }
    }

    /** A user of RL4J runs its agent; every step of CartPole is worth 1. */
    @Test
    void anAgentOfRl4jPlaysAnEpisode() {
        try (Closing c = new Closing(cartPole(200, 1))) {
            Agent<Integer> agent = new Agent<>(
                    c.environment,
                    LaneEnvironment.transform(),
                    new GreedyPolicy(new Balance(), CommonOutputNames.QValues),
                    Agent.Configuration.builder().build(),
                    "test");
            agent.run();
            assertEquals(200, agent.getReward());
            assertEquals(200, agent.getEpisodeStepCount());
            agent.run();
            assertEquals(200, agent.getReward());
        }
    }

    @Test
    void actionsThatAreNoChoiceAreRefused() {
        String message = assertThrows(
                        EnvException.class,
                        () -> LaneEnvironment.open(new NativeEnvironments(), "Pendulum-v1", Map.of(), 0))
                .getMessage();
        assertTrue(message.contains("Pendulum-v1") && message.contains("Discrete"), message);
    }

    private record Closing(LaneEnvironment environment) implements AutoCloseable {
        @Override
        public void close() {
            environment.close();
        }
    }
}
