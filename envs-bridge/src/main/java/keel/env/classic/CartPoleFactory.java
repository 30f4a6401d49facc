package keel.env.classic;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import keel.env.Arguments;
import keel.env.AutoresetMode;
import keel.env.EnvFactory;
import keel.env.EnvSpec;
import keel.env.VectorEnv;
import keel.env.task.Task;
import keel.env.task.TaskVectorEnv;
import keel.env.task.TimeLimit;

/**
 * {@code CartPole-v1}. Arguments: {@code sutton_barto_reward} (boolean, default false) and {@code max_episode_steps} (whole
 * number, default 500; −1 for no limit, as in {@code gymnasium.make}). Reset options: {@code low}
 * and {@code high} (real numbers, default ±0.05), between which every part of the state is drawn.
 */
public final class CartPoleFactory implements EnvFactory {
    private static final String REWARD = "sutton_barto_reward";
    private static final EnvSpec SPEC = new EnvSpec(
            "CartPole-v1",
            OptionalLong.of(500),
            OptionalDouble.of(475),
            false,
            List.of(TimeLimit.ARGUMENT, REWARD),
            List.of(),
            OptionalDouble.empty());

    @Override
    public EnvSpec spec() {
        return SPEC;
    }

    @Override
    public VectorEnv open(Arguments arguments, int lanes, AutoresetMode autoreset, boolean render) {
        boolean suttonBartoReward = arguments.bool(REWARD, false);
        Task[] tasks = new Task[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            tasks[lane] = new CartPole(suttonBartoReward);
        }
        return new TaskVectorEnv(SPEC, tasks, TimeLimit.of(arguments, SPEC.maxEpisodeSteps()), autoreset);
    }
}
