package keel.env;

import java.util.List;
import java.util.Map;

/** Where environments come from: this process, or a server. Safe for use by several threads. */
public interface EnvProvider extends AutoCloseable {
    /** Ids that {@link #open} knows, sorted. */
    List<String> ids();

    /** One line for a person: {@code native}, or the server's address, name and version. */
    String description();

    /**
     * Makes lanes of one environment. Each call gives lanes of their own; a {@link VectorEnv} belongs to one thread.
     *
     * @param id Gymnasium's name, such as {@code CartPole-v1}
     * @param arguments keyword arguments of its construction: booleans, numbers, strings
     * @throws EnvException if the id is unknown (the message suggests near ones), an argument does not fit, or the server
     *     cannot be reached
     */
    VectorEnv open(String id, Map<String, Object> arguments, int lanes, AutoresetMode autoreset);

    @Override
    void close();
}
