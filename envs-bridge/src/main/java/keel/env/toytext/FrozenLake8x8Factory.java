package keel.env.toytext;

import keel.env.Arguments;
import keel.env.AutoresetMode;
import keel.env.EnvFactory;
import keel.env.EnvSpec;
import keel.env.VectorEnv;

/**
 * {@code FrozenLake8x8-v1}: as {@link FrozenLakeFactory}, but the default of {@code map_name} is {@code 8x8} and that of
 * {@code max_episode_steps} 200.
 */
public final class FrozenLake8x8Factory implements EnvFactory {
    private final EnvFactory registration = new FrozenLakeRegistration("FrozenLake8x8-v1", "8x8", 200, 0.85);

    @Override
    public EnvSpec spec() {
        return registration.spec();
    }

    @Override
    public VectorEnv open(Arguments arguments, int lanes, AutoresetMode autoreset, boolean render) {
        return registration.open(arguments, lanes, autoreset, render);
    }
}
