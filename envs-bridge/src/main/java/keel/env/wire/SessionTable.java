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
    private final Duration stepLimit;
    private final LongSupplier nanoClock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new HashMap<>();
    private int opening;
    private boolean draining;

    /**
     * @param stepLimit longest time of one request; zero for no limit
     * @param nanoClock as {@link System#nanoTime}
     */
    SessionTable(ServerLimits limits, Duration stepLimit, LongSupplier nanoClock) {
        this.limits = limits;
        this.stepLimit = stepLimit;
        this.nanoClock = nanoClock;
    }

    /**
     * Opens a session with the environment that {@code open} makes, outside of any lock.
     *
     * @param leaseSeconds that the client asks for; 0 for the longest
     * @throws RefusedException if there are too many, or the server is draining
     */
    Session open(long leaseSeconds, Supplier<VectorEnv> open) {
        sweep();
        synchronized (this) {
            if (draining) {
                throw RefusedException.of(
                        Reason.UNAVAILABLE,
                        "This server is shutting down and opens no more sessions. Use another, or wait for its successor.");
            }
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
            long seconds = leaseSeconds == 0 ? limits.leaseSeconds() : Math.min(leaseSeconds, limits.leaseSeconds());
            byte[] bytes = new byte[ID_BYTES];
            random.nextBytes(bytes);
            String id = HexFormat.of().formatHex(bytes);
            Session session =
                    new Session(id, environment, Duration.ofSeconds(seconds), stepLimit, nanoClock, () -> remove(id));
            synchronized (this) {
                session.renew(nanoClock.getAsLong());
                sessions.put(id, session);
            }
            return session;
        } finally {
            synchronized (this) {
                opening--;
            }
        }
    }

    /**
     * A session, its lease begun anew.
     *
     * @throws RefusedException if there is none
     */
    Session get(String id) {
        sweep();
        synchronized (this) {
            Session session = sessions.get(id);
            if (session == null) {
                throw unknown(id);
            }
            session.renew(nanoClock.getAsLong());
            return session;
        }
    }

    /** Begins the lease anew; false if there is no such session. */
    synchronized boolean renew(String id) {
        Session session = sessions.get(id);
        if (session == null || session.expired(nanoClock.getAsLong())) {
            return false;
        }
        session.renew(nanoClock.getAsLong());
        return true;
    }

    static RefusedException unknown(String id) {
        return RefusedException.of(
                Reason.UNKNOWN_SESSION,
                "session_id",
                "There is no session '" + id
                        + "': it was never opened, is closed, or its lease is over. Open another.");
    }

    /** Closes the sessions whose lease is over. */
    void sweep() {
        List<Session> over = new ArrayList<>();
        synchronized (this) {
            long now = nanoClock.getAsLong();
            sessions.values().removeIf(session -> session.expired(now) && over.add(session));
        }
        over.forEach(Session::close);
    }

    /** Answers the requests whose time is over. */
    void checkDeadlines() {
        List<Session> all;
        synchronized (this) {
            if (sessions.isEmpty()) {
                return;
            }
            all = new ArrayList<>(sessions.values());
        }
        long now = nanoClock.getAsLong();
        all.forEach(session -> session.checkDeadline(now));
    }

    /** No more sessions are opened from now on. */
    synchronized void drain() {
        draining = true;
    }

    void closeAll() {
        List<Session> all;
        synchronized (this) {
            draining = true;
            all = new ArrayList<>(sessions.values());
            sessions.clear();
        }
        all.forEach(Session::close);
    }

    private synchronized void remove(String id) {
        sessions.remove(id);
    }

    synchronized int size() {
        return sessions.size();
    }
}
