package keel.env.classic;

import java.util.OptionalDouble;
import keel.env.Arguments;
import keel.env.task.BatchTask;

/** {@code Acrobot-v1}. Argument: {@code max_episode_steps} (whole number, default 500; −1 for no limit). */
public final class AcrobotFactory extends TimeLimitedFactory {
    public AcrobotFactory() {
        super("Acrobot-v1", 500, OptionalDouble.of(-100), 15);
    }

    @Override
    BatchTask task(Arguments arguments, int lanes) {
        return BatchTask.of(lanes, Acrobot::new);
    }
}
