package keel.env.classic;

import java.util.OptionalDouble;
import keel.env.Arguments;
import keel.env.task.BatchTask;

/**
 * {@code CartPole-v1}. Arguments: {@code sutton_barto_reward} (boolean, default false) and {@code max_episode_steps} (whole
 * number, default 500; −1 for no limit).
 */
public final class CartPoleFactory extends TimeLimitedFactory {
    private static final String REWARD = "sutton_barto_reward";

    public CartPoleFactory() {
        super("CartPole-v1", 500, OptionalDouble.of(475), 50, REWARD);
    }

    @Override
    BatchTask task(Arguments arguments, int lanes) {
        return new CartPoleLanes(arguments.bool(REWARD, false), lanes);
    }
}
