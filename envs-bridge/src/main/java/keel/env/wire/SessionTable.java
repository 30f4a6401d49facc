package keel.env.wire;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import keel.env.EnvRequest;
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

    /** Closes environments, so that one that hangs in it holds up nobody. */
    private final ExecutorService closers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "keel-session-close");
        thread.setDaemon(true);
        return thread;
    });

    private int opening;
    private boolean ended;

    /** @param nanoClock as {@link System#nanoTime} */
    SessionTable(ServerLimits limits, LongSupplier nanoClock) {
        this.limits = limits;
        this.nanoClock = nanoClock;
    }

    /**
     * Opens a session with the environment that {@code open} makes, outside of any lock.
     *
     * @param leaseSeconds asked for; 0 for the longest, more is cut down to it
     * @throws RefusedException if there are too many
     */
    Session open(EnvRequest request, long leaseSeconds, Supplier<VectorEnv> open) {
        sweep();
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
            byte[] bytes = new byte[ID_BYTES];
            random.nextBytes(bytes);
            long seconds = leaseSeconds == 0 ? limits.leaseSeconds() : Math.min(leaseSeconds, limits.leaseSeconds());
            String id = HexFormat.of().formatHex(bytes);
            Session session = new Session(id, request, environment, Duration.ofSeconds(seconds), nanoClock);
            boolean late;
            synchronized (this) {
                late = ended;
                if (!late) {
                    sessions.put(id, session);
                }
            }
            if (late) {
                session.closeEnvironment();
                throw RefusedException.of(Reason.UNAVAILABLE, "This server has shut down. Ask another.");
            }
            return session;
        } finally {
            synchronized (this) {
                opening--;
            }
        }
    }

    /** @throws RefusedException if no session is named, or there is no such session */
    Session get(String id) {
        if (id.isEmpty()) {
            throw RefusedException.of(
                    Reason.INVALID_ARGUMENT,
                    "session_id",
                    "No session is named. Set session_id to what OpenSession gave.");
        }
        return find(id).orElseThrow(() ->
                Session.unknown(id, "it was never opened, is closed, or was neither driven nor renewed for its lease"));
    }

    /** Lets a session's lease begin anew; false if there is no such session. */
    boolean renew(String id) {
        return find(id).filter(Session::renew).isPresent();
    }

    private synchronized Optional<Session> find(String id) {
        return Optional.ofNullable(sessions.get(id));
    }

    /** Closes a session: at once, or when the request that it has going is done. */
    void close(Session session) {
        synchronized (this) {
            sessions.remove(session.id());
        }
        if (session.markClosed()) {
            closers.execute(session::closeEnvironment);
        }
    }

    /** Closes sessions whose lease is over. */
    void sweep() {
        List<Session> expired = new ArrayList<>();
        synchronized (this) {
            sessions.values().removeIf(session -> {
                boolean over = session.expire();
                if (over) {
                    expired.add(session);
                }
                return over;
            });
        }
        expired.forEach(session -> closers.execute(session::closeEnvironment));
    }

    /** Closes every session. */
    void closeAll() {
        List<Session> all;
        synchronized (this) {
            ended = true;
            all = List.copyOf(sessions.values());
        }
        all.forEach(this::close);
        closers.shutdown();
    }

    synchronized int size() {
        return sessions.size();
    }
}
