package keel.env.toytext;

import keel.env.Arguments;
import keel.env.AutoresetMode;
import keel.env.EnvFactory;
import keel.env.EnvSpec;
import keel.env.VectorEnv;

/** {@code CliffWalkingSlippery-v1}: as {@link CliffWalkingFactory}, but the default of {@code is_slippery} is true. */
public final class CliffWalkingSlipperyFactory implements EnvFactory {
    private final EnvFactory registration = new CliffWalkingRegistration("CliffWalkingSlippery-v1", true);

    @Override
    public EnvSpec spec() {
        return registration.spec();
    }

    @Override
    public VectorEnv open(Arguments arguments, int lanes, AutoresetMode autoreset, boolean render) {
        return registration.open(arguments, lanes, autoreset, render);
    }
}
