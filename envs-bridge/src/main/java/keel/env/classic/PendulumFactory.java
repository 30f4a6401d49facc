package keel.env.classic;

import java.util.OptionalDouble;
import keel.env.Arguments;
import keel.env.task.BatchTask;

/**
 * {@code Pendulum-v1}. Arguments: {@code g} (gravity in m/s², number, default 10) and {@code max_episode_steps} (whole
 * number, default 200; −1 for no limit).
 */
public final class PendulumFactory extends TimeLimitedFactory {
    private static final String GRAVITY = "g";

    public PendulumFactory() {
        super("Pendulum-v1", 200, OptionalDouble.empty(), 30, GRAVITY);
    }

    @Override
    BatchTask task(Arguments arguments, int lanes) {
        double gravity = arguments.number(GRAVITY).orElse(10);
        return BatchTask.of(lanes, () -> new Pendulum(gravity));
    }
}
