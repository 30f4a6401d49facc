package keel.env.classic;

import java.util.List;
import java.util.OptionalLong;
import keel.env.Arguments;
import keel.env.AutoresetMode;
import keel.env.EnvFactory;
import keel.env.VectorEnv;

/**
 * {@code CartPole-v1}. Arguments: {@code sutton_barto_reward} (boolean, default false) and {@code max_episode_steps} (whole
 * number, default 500; −1 for no limit, as in {@code gymnasium.make}).
 */
public final class CartPoleFactory implements EnvFactory {
    private static final String REWARD = "sutton_barto_reward";
    private static final String LIMIT = "max_episode_steps";
    private static final long DEFAULT_LIMIT = 500;

    @Override
    public String id() {
        return "CartPole-v1";
    }

    @Override
    public List<String> argumentNames() {
        return List.of(LIMIT, REWARD);
    }

    @Override
    public VectorEnv open(Arguments arguments, int lanes, AutoresetMode autoreset) {
        boolean suttonBartoReward = arguments.bool(REWARD, false);
        long limit = arguments.wholeNumber(LIMIT).orElse(DEFAULT_LIMIT);
        if (limit < 1 && limit != -1) {
            throw arguments.refused(
                    LIMIT, "Argument '" + LIMIT + "' takes 1 and up, or -1 for no limit, but got " + limit + ".");
        }
        OptionalLong timeLimit = limit == -1 ? OptionalLong.empty() : OptionalLong.of(limit);
        DiscreteTask[] tasks = new DiscreteTask[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            tasks[lane] = new CartPole(suttonBartoReward);
        }
        return new TaskVectorEnv(tasks, timeLimit, autoreset);
    }
}
