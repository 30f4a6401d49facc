package keel.experiments.stability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.EnvException;
import keel.env.EnvRequest;
import keel.env.NativeEnvironments;
import keel.env.VectorEnv;
import keel.env.VectorStep;
import keel.env.contract.EnvContract;

/**
 * What actions drawn at random get in an environment: what an agent has that knows nothing.
 *
 * @param meanReturn over {@value #EPISODES} episodes, always of the same seeds
 * @param deviation of an episode's return
 */
record RandomPolicy(double meanReturn, double deviation) {
    static final int EPISODES = 20;

    private static final int DRAWN_STEPS = 512;
    /** An episode that has no end is counted as far as this. */
    private static final int MOST_STEPS = 2_000;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * Plays.
     *
     * @param environment as configurations have it: {@code id} and {@code arguments}
     * @return nothing where the environment is none of Keel's own
     */
    static Optional<RandomPolicy> in(JsonNode environment) {
        Map<String, Object> arguments = MAPPER.convertValue(
                environment.path("arguments").isObject() ? environment.path("arguments") : MAPPER.createObjectNode(),
                MAPPER.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
        EnvRequest request =
                new EnvRequest(environment.path("id").asText(), arguments, EPISODES, AutoresetMode.NEXT_STEP);
        try (NativeEnvironments environments = new NativeEnvironments();
                VectorEnv env = environments.open(request)) {
            return Optional.of(of(returns(env)));
        } catch (EnvException e) {
            return Optional.empty();
        }
    }

    private static double[] returns(VectorEnv env) {
        List<Batch> actions = EnvContract.actions(env.actionSpace(), EPISODES, DRAWN_STEPS, 0);
        long[] seeds = new long[EPISODES];
        Arrays.setAll(seeds, lane -> lane);
        env.reset(seeds);
        double[] returns = new double[EPISODES];
        boolean[] over = new boolean[EPISODES];
        int running = EPISODES;
        for (int t = 0; t < MOST_STEPS && running > 0; t++) {
            VectorStep step = env.step(actions.get(t % DRAWN_STEPS));
            for (int lane = 0; lane < EPISODES; lane++) {
                if (!over[lane]) {
                    returns[lane] += step.rewards()[lane];
                    over[lane] = step.terminated()[lane] || step.truncated()[lane];
                    running -= over[lane] ? 1 : 0;
                }
            }
        }
        return returns;
    }

    private static RandomPolicy of(double[] returns) {
        double mean = Arrays.stream(returns).average().orElseThrow();
        double squares = Arrays.stream(returns)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        return new RandomPolicy(mean, Math.sqrt(squares / (returns.length - 1)));
    }
}
