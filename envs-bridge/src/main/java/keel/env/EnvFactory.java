package keel.env;

import java.util.List;

/**
 * Makes one kind of native environment. {@link NativeEnvironments} finds factories through {@link
 * java.util.ServiceLoader}, so a jar on the class path can bring its own: name the class in {@code
 * META-INF/services/keel.env.EnvFactory}.
 */
public interface EnvFactory {
    /** Gymnasium's name, such as {@code CartPole-v1}. */
    String id();

    /** Keyword arguments that it takes. */
    List<String> argumentNames();

    /**
     * Makes lanes.
     *
     * @param arguments only of known names
     * @param lanes at least 1
     * @throws RefusedException if an argument's value does not fit
     */
    VectorEnv open(Arguments arguments, int lanes, AutoresetMode autoreset);
}
