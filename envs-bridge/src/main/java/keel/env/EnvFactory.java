package keel.env;

/**
 * Makes one kind of native environment. {@link NativeEnvironments} finds factories through {@link
 * java.util.ServiceLoader}, so a jar on the class path can bring its own: name the class in {@code
 * META-INF/services/keel.env.EnvFactory}.
 */
public interface EnvFactory {
    /** With the names of the keyword arguments that it takes. */
    EnvSpec spec();

    /**
     * Makes lanes.
     *
     * @param arguments only of known names
     * @param lanes at least 1
     * @param render whether {@link VectorEnv#render} must be possible; only asked of environments with render modes
     * @throws RefusedException if an argument's value does not fit
     */
    VectorEnv open(Arguments arguments, int lanes, AutoresetMode autoreset, boolean render);
}
