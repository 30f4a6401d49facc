package keel.env.wire;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import keel.env.EnvException;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.VectorEnv;
import keel.env.v1.CloseReply;
import keel.env.v1.DriveReply;
import keel.env.v1.DriveRequest;
import org.jspecify.annotations.Nullable;

/**
 * One session on the server: an environment, the number of its last request, and its latest replies, which are sent again
 * to a client that lost them with its connection. Requests may come from several streams and threads; they are carried out
 * one at a time.
 */
final class Session {
    private final String id;
    private final VectorEnv environment;
    private final Duration lease;
    private final Duration stepLimit;
    private final Runnable remove;
    private final ReentrantLock turn = new ReentrantLock();
    private final Deque<DriveReply> kept = new ArrayDeque<>();
    private long sequence;
    private boolean closed;

    /** Runs requests that have a time limit; made by the first such request. */
    private @Nullable ExecutorService bounded;

    /** The stream that drives the session now. */
    private @Nullable SessionDriver driver;

    /** Guarded by the table. */
    private long renewedNanos;

    /**
     * @param stepLimit longest time of one request; zero for no limit
     * @param remove takes the session out of the table
     */
    Session(String id, VectorEnv environment, Duration lease, Duration stepLimit, Runnable remove) {
        this.id = id;
        this.environment = environment;
        this.lease = lease;
        this.stepLimit = stepLimit;
        this.remove = remove;
    }

    String id() {
        return id;
    }

    VectorEnv environment() {
        return environment;
    }

    Duration lease() {
        return lease;
    }

    void renew(long nowNanos) {
        renewedNanos = nowNanos;
    }

    /** Nobody has asked for anything or renewed for longer than the lease, and nothing is being carried out. */
    boolean expired(long nowNanos) {
        return !turn.isLocked() && nowNanos - renewedNanos >= lease.toNanos();
    }

    /** Makes this stream the session's; the one before is cut off. */
    void attach(SessionDriver stream) {
        SessionDriver before;
        synchronized (this) {
            before = driver;
            driver = stream;
        }
        if (before != null && before != stream) {
            before.cutOff();
        }
    }

    /** Carries a request out, or repeats the reply that it had. Never throws. */
    DriveReply answer(DriveRequest request) {
        turn.lock();
        try {
            long asked = request.getSequence();
            for (DriveReply reply : kept) {
                if (reply.getSequence() == asked) {
                    return reply;
                }
            }
            if (closed) {
                return refusal(asked, SessionTable.unknown(id));
            }
            if (asked != sequence + 1) {
                return refusal(
                        asked,
                        RefusedException.of(
                                Reason.INVALID_ARGUMENT,
                                "sequence",
                                "Request number " + Long.toUnsignedString(asked) + " should be "
                                        + Long.toUnsignedString(sequence + 1)
                                        + ": a session's requests count up from 1, and only its latest "
                                        + Protocol.MAX_IN_FLIGHT + " replies are kept."));
            }
            sequence++;
            DriveReply reply = carryOut(request);
            kept.addLast(reply);
            if (kept.size() > Protocol.MAX_IN_FLIGHT) {
                kept.removeFirst();
            }
            return reply;
        } finally {
            turn.unlock();
        }
    }

    private DriveReply carryOut(DriveRequest request) {
        if (request.hasClose()) {
            close();
            return DriveReply.newBuilder()
                    .setSequence(request.getSequence())
                    .setClose(CloseReply.getDefaultInstance())
                    .build();
        }
        Duration asked = Duration.ofMillis(Integer.toUnsignedLong(request.getTimeLimitMs()));
        Duration limit = asked.isZero() || (!stepLimit.isZero() && stepLimit.compareTo(asked) < 0) ? stepLimit : asked;
        try {
            return limit.isZero() ? SessionCommands.run(environment, request) : within(limit, request);
        } catch (RuntimeException e) {
            return refusal(request.getSequence(), e);
        } catch (StackOverflowError | OutOfMemoryError | AssertionError | LinkageError e) {
            // The environment's own code may do anything; the server goes on.
            return refusal(request.getSequence(), new EnvException("The environment failed: " + e, e));
        }
    }

    private DriveReply within(Duration limit, DriveRequest request) {
        ExecutorService thread = bounded;
        if (thread == null) {
            thread = Executors.newSingleThreadExecutor(task -> {
                Thread made = new Thread(task, "keel-session");
                made.setDaemon(true);
                return made;
            });
            bounded = thread;
        }
        Future<DriveReply> reply = thread.submit(() -> SessionCommands.run(environment, request));
        try {
            return reply.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            reply.cancel(true);
            close();
            throw RefusedException.of(
                    Reason.DEADLINE_EXCEEDED,
                    "The request took longer than its " + limit.toMillis()
                            + " ms. The session is closed, since nobody knows where its environment stands. See whether"
                            + " the environment hangs, or allow more time, and open another session.");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new EnvException("The environment failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvException("The server is stopping.", e);
        }
    }

    /** Closes the environment; on its own thread if it has one, where it may still be busy. */
    void close() {
        turn.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            remove.run();
            ExecutorService thread = bounded;
            if (thread == null) {
                closeEnvironment();
            } else {
                thread.execute(this::closeEnvironment);
                thread.shutdown();
            }
        } finally {
            turn.unlock();
        }
    }

    /** A failure of an environment that nobody uses any more is of no interest to anybody. */
    private void closeEnvironment() {
        try {
            environment.close();
        } catch (RuntimeException ignored) {
            return;
        }
    }

    static DriveReply refusal(long sequence, RuntimeException failure) {
        return DriveReply.newBuilder()
                .setSequence(sequence)
                .setError(ErrorCodec.encode(failure))
                .build();
    }
}
