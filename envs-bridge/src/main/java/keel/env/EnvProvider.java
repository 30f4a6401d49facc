package keel.env;

import java.util.List;
import java.util.Map;

/** Where environments come from: this process, or a server. Safe for use by several threads. */
public interface EnvProvider extends AutoCloseable {
    /** What {@link #open} knows, sorted by id. */
    List<EnvSpec> specs();

    /** Ids that {@link #open} knows, sorted. */
    default List<String> ids() {
        return specs().stream().map(EnvSpec::id).toList();
    }

    /** One line for a person: {@code native}, or the server's address, name and version. */
    String description();

    /**
     * Makes lanes of one environment. Each call gives lanes of their own; a {@link VectorEnv} belongs to one thread.
     *
     * @return a {@link GroupedVectorEnv} if more than one group was asked for
     * @throws EnvException if the id is unknown (the message suggests near ones), an argument does not fit, or the server
     *     cannot be reached
     */
    VectorEnv open(EnvRequest request);

    /** As {@link #open(EnvRequest)} with one group and without rendering. */
    default VectorEnv open(String id, Map<String, Object> arguments, int lanes, AutoresetMode autoreset) {
        return open(new EnvRequest(id, arguments, lanes, autoreset));
    }

    @Override
    void close();
}
