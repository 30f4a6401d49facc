package keel.env.wire;

/**
 * What a server says of itself when greeted.
 *
 * @param protocol version it speaks, {@code major.minor}
 * @param implementation its name, such as {@code keel-gym}
 * @param version of the implementation
 * @param backend what runs behind it, such as {@code gymnasium 1.3.0}; may be empty
 * @param limits it keeps
 * @param maxInFlight how many requests of one session may be without reply
 * @param instanceId of this start of the server; empty if it does not say
 */
public record ServerInfo(
        String protocol,
        String implementation,
        String version,
        String backend,
        ServerLimits limits,
        int maxInFlight,
        String instanceId) {}
