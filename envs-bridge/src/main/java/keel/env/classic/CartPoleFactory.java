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

/**
 * {@code CartPole-v1}. Arguments: {@code sutton_barto_reward} (boolean, default false) and {@code max_episode_steps} (whole
 * number, default 500; −1 for no limit, as in {@code gymnasium.make}).
 */
public final class CartPoleFactory implements EnvFactory {
    private static final String REWARD = "sutton_barto_reward";
    private static final String LIMIT = "max_episode_steps";
    private static final long DEFAULT_LIMIT = 500;
    private static final EnvSpec SPEC = new EnvSpec(
            "CartPole-v1",
            OptionalLong.of(DEFAULT_LIMIT),
            OptionalDouble.of(475),
            false,
            List.of(LIMIT, REWARD),
            List.of(),
            OptionalDouble.empty());

    @Override
    public EnvSpec spec() {
        return SPEC;
    }

    @Override
    public VectorEnv open(Arguments arguments, int lanes, AutoresetMode autoreset, boolean render) {
        boolean suttonBartoReward = arguments.bool(REWARD, false);
        long limit = arguments.wholeNumber(LIMIT).orElse(DEFAULT_LIMIT);
        if (limit < 1 && limit != -1) {
            throw arguments.refused(
                    LIMIT, "Argument '" + LIMIT + "' takes 1 and up, or -1 for no limit, but got " + limit + ".");
        }
        OptionalLong timeLimit = limit == -1 ? OptionalLong.empty() : OptionalLong.of(limit);
        Task[] tasks = new Task[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            tasks[lane] = new CartPole(suttonBartoReward);
        }
        return new TaskVectorEnv(SPEC, tasks, timeLimit, autoreset);
    }
}
