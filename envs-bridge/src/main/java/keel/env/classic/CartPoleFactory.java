package keel.env.classic;

import java.util.OptionalDouble;
import java.util.function.Supplier;
import keel.env.Arguments;
import keel.env.task.Task;

/**
 * {@code CartPole-v1}. Arguments: {@code sutton_barto_reward} (boolean, default false) and {@code max_episode_steps} (whole
 * number, default 500; −1 for no limit).
 */
public final class CartPoleFactory extends TimeLimitedFactory {
    private static final String REWARD = "sutton_barto_reward";

    public CartPoleFactory() {
        super("CartPole-v1", 500, OptionalDouble.of(475), REWARD);
    }

    @Override
    Supplier<Task> tasks(Arguments arguments) {
        boolean suttonBartoReward = arguments.bool(REWARD, false);
        return () -> new CartPole(suttonBartoReward);
    }
}
