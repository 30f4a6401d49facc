package keel.env.toytext;

import keel.env.Arguments;
import keel.env.AutoresetMode;
import keel.env.EnvFactory;
import keel.env.EnvSpec;
import keel.env.VectorEnv;

/**
 * {@code CliffWalking-v1}: along a cliff to the goal. Arguments: {@code is_slippery} (boolean, default false) and {@code
 * max_episode_steps} (whole number, default none; −1 for no limit). Info: {@code prob}, the probability of what happened.
 */
public final class CliffWalkingFactory implements EnvFactory {
    private final EnvFactory registration = new CliffWalkingRegistration("CliffWalking-v1", false);

    @Override
    public EnvSpec spec() {
        return registration.spec();
    }

    @Override
    public VectorEnv open(Arguments arguments, int lanes, AutoresetMode autoreset, boolean render) {
        return registration.open(arguments, lanes, autoreset, render);
    }
}
