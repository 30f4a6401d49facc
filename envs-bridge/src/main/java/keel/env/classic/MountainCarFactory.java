package keel.env.classic;

import java.util.OptionalDouble;
import keel.env.Arguments;
import keel.env.task.BatchTask;

/**
 * {@code MountainCar-v0}. Arguments: {@code goal_velocity} (number, default 0) and {@code max_episode_steps} (whole number,
 * default 200; −1 for no limit).
 */
public final class MountainCarFactory extends TimeLimitedFactory {
    private static final String GOAL_VELOCITY = "goal_velocity";

    public MountainCarFactory() {
        super("MountainCar-v0", 200, OptionalDouble.of(-110), 30, GOAL_VELOCITY);
    }

    @Override
    BatchTask task(Arguments arguments, int lanes) {
        double goalVelocity = arguments.number(GOAL_VELOCITY).orElse(0);
        return BatchTask.of(lanes, () -> new MountainCar(goalVelocity));
    }
}
