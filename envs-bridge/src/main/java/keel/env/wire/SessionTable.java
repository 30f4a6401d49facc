package keel.env.wire;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.VectorEnv;

/** The sessions that are open on a server. Safe for use by several threads. */
final class SessionTable {
    private static final int ID_BYTES = 16;

    private final ServerLimits limits;
    private final LongSupplier nanoClock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new HashMap<>();
    private int opening;

    /** @param nanoClock as {@link System#nanoTime} */
    SessionTable(ServerLimits limits, LongSupplier nanoClock) {
        this.limits = limits;
        this.nanoClock = nanoClock;
    }

    /** An open environment; {@code attached} once a stream drives it. */
    private static final class Session {
        private final VectorEnv environment;
        private final long openedNanos;
        private boolean attached;

        Session(VectorEnv environment, long openedNanos) {
            this.environment = environment;
            this.openedNanos = openedNanos;
        }
    }

    /** A new session's id and environment. */
    record Opened(String id, VectorEnv environment) {}

    /**
     * Opens a session with the environment that {@code open} makes, outside of any lock.
     *
     * @throws RefusedException if there are too many
     */
    Opened open(Supplier<VectorEnv> open) {
        closeAll(expired());
        synchronized (this) {
            if (sessions.size() + opening >= limits.maxSessions()) {
                throw RefusedException.of(
                        Reason.LIMIT_EXCEEDED,
                        "This server keeps at most " + limits.maxSessions()
                                + " sessions open, and has as many. Close some, or start another server.");
            }
            opening++;
        }
        try {
            VectorEnv environment = open.get();
            byte[] id = new byte[ID_BYTES];
            random.nextBytes(id);
            String name = HexFormat.of().formatHex(id);
            synchronized (this) {
                sessions.put(name, new Session(environment, nanoClock.getAsLong()));
            }
            return new Opened(name, environment);
        } finally {
            synchronized (this) {
                opening--;
            }
        }
    }

    /**
     * Gives a session to a stream.
     *
     * @throws RefusedException if there is no such session, or another stream has it
     */
    VectorEnv attach(String id) {
        closeAll(expired());
        synchronized (this) {
            Session session = sessions.get(id);
            if (session == null) {
                throw RefusedException.of(
                        Reason.UNKNOWN_SESSION,
                        "session_id",
                        "There is no session '" + id + "': it was never opened, is closed, or waited longer than "
                                + limits.detachedSessionSeconds() + " seconds for its stream. Open another.");
            }
            if (session.attached) {
                throw RefusedException.of(
                        Reason.UNKNOWN_SESSION,
                        "session_id",
                        "Session '" + id + "' belongs to another stream. Open another session.");
            }
            session.attached = true;
            return session.environment;
        }
    }

    /** Closes a session, if it is still there. */
    void close(String id) {
        Session session;
        synchronized (this) {
            session = sessions.remove(id);
        }
        if (session != null) {
            session.environment.close();
        }
    }

    /** Closes every session that no stream drives; the others close with their streams. */
    void closeDetached() {
        closeAll(take(Duration.ZERO));
    }

    synchronized int size() {
        return sessions.size();
    }

    private List<Session> expired() {
        return take(Duration.ofSeconds(limits.detachedSessionSeconds()));
    }

    private synchronized List<Session> take(Duration age) {
        List<Session> taken = new ArrayList<>();
        long now = nanoClock.getAsLong();
        sessions.values().removeIf(session -> {
            boolean old = !session.attached && now - session.openedNanos >= age.toNanos();
            if (old) {
                taken.add(session);
            }
            return old;
        });
        return taken;
    }

    private static void closeAll(List<Session> sessions) {
        sessions.forEach(session -> session.environment.close());
    }
}
