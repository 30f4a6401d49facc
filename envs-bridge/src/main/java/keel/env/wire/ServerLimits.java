package keel.env.wire;

/**
 * Bounds that a server keeps.
 *
 * @param maxMessageBytes largest message either way
 * @param maxLanes most lanes of one session
 * @param maxSessions most sessions open at once, over all clients
 * @param leaseSeconds without a request or renewal after which a session is closed; the most that a client may ask for
 */
public record ServerLimits(int maxMessageBytes, int maxLanes, int maxSessions, int leaseSeconds) {
    /** 64 MiB, 4,096 lanes, 256 sessions, 60 seconds. */
    public static final ServerLimits DEFAULT = new ServerLimits(Protocol.MAX_MESSAGE_BYTES, 4096, 256, 60);

    public ServerLimits {
        if (maxMessageBytes < 1 || maxLanes < 1 || maxSessions < 1 || leaseSeconds < 1) {
            throw new IllegalArgumentException("Server limits must each be at least 1, but got " + maxMessageBytes
                    + " bytes, " + maxLanes + " lanes, " + maxSessions + " sessions, " + leaseSeconds
                    + " seconds.");
        }
    }
}
