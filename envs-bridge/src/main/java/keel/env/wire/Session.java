package keel.env.wire;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
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
 * one at a time, on the thread that brings them. One that takes too long is answered by {@link #checkDeadline} instead.
 */
final class Session {
    private static final long TURN_POLL_MILLIS = 20;

    private final String id;
    private final VectorEnv environment;
    private final Duration lease;
    private final Duration stepLimit;
    private final LongSupplier nanoClock;
    private final Runnable remove;
    private final ReentrantLock turn = new ReentrantLock();
    private final Deque<DriveReply> kept = new ArrayDeque<>();
    private long sequence;
    private volatile boolean closed;

    /** What is being carried out now. */
    private volatile @Nullable Running running;

    /** The stream that drives the session now. */
    private @Nullable SessionDriver driver;

    /** Guarded by the table. */
    private long renewedNanos;

    /**
     * @param stepLimit longest time of one request; zero for no limit
     * @param nanoClock as {@link System#nanoTime}
     * @param remove takes the session out of the table
     */
    Session(
            String id,
            VectorEnv environment,
            Duration lease,
            Duration stepLimit,
            LongSupplier nanoClock,
            Runnable remove) {
        this.id = id;
        this.environment = environment;
        this.lease = lease;
        this.stepLimit = stepLimit;
        this.nanoClock = nanoClock;
        this.remove = remove;
    }

    /** A request with a time limit, and who waits for its reply. */
    private record Running(
            long sequence, Duration limit, long deadlineNanos, Thread thread, Consumer<DriveReply> waiting) {}

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

    /** Carries a request out, or repeats the reply that it had, and hands the reply to {@code waiting}, once. */
    void answer(DriveRequest request, Consumer<DriveReply> waiting) {
        if (!awaitTurn()) {
            waiting.accept(refusal(request.getSequence(), SessionTable.unknown(id)));
            return;
        }
        try {
            DriveReply before = repeated(request);
            if (before != null) {
                waiting.accept(before);
                return;
            }
            sequence++;
            DriveReply reply = carryOut(request, waiting);
            if (reply != null) {
                keep(reply);
                waiting.accept(reply);
            }
        } finally {
            turn.unlock();
        }
    }

    /** False if the session is closed before its turn comes. */
    private boolean awaitTurn() {
        try {
            while (!turn.tryLock(TURN_POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (closed) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The reply that this request had already, or what is wrong with its number; null if it is the next. */
    private @Nullable DriveReply repeated(DriveRequest request) {
        long asked = request.getSequence();
        for (DriveReply reply : kept) {
            if (reply.getSequence() == asked) {
                return reply;
            }
        }
        if (closed) {
            return refusal(asked, SessionTable.unknown(id));
        }
        if (asked == sequence + 1) {
            return null;
        }
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

    private void keep(DriveReply reply) {
        kept.addLast(reply);
        if (kept.size() > Protocol.MAX_IN_FLIGHT) {
            kept.removeFirst();
        }
    }

    /** The reply; null if the request ran out of time and has its reply. */
    private @Nullable DriveReply carryOut(DriveRequest request, Consumer<DriveReply> waiting) {
        if (request.hasClose()) {
            closed = true;
            remove.run();
            closeEnvironment();
            return DriveReply.newBuilder()
                    .setSequence(request.getSequence())
                    .setClose(CloseReply.getDefaultInstance())
                    .build();
        }
        Duration asked = Duration.ofMillis(Integer.toUnsignedLong(request.getTimeLimitMs()));
        Duration limit = asked.isZero() || (!stepLimit.isZero() && stepLimit.compareTo(asked) < 0) ? stepLimit : asked;
        if (limit.isZero()) {
            return run(request);
        }
        running = new Running(
                request.getSequence(), limit, nanoClock.getAsLong() + limit.toNanos(), Thread.currentThread(), waiting);
        DriveReply reply = run(request);
        synchronized (this) {
            if (running != null) {
                running = null;
                return reply;
            }
        }
        // The watchdog answered, closed the session and interrupted this thread, which is done only now.
        boolean unused = Thread.interrupted();
        closeEnvironment();
        return null;
    }

    private DriveReply run(DriveRequest request) {
        try {
            return SessionCommands.run(environment, request);
        } catch (RuntimeException e) {
            return refusal(request.getSequence(), e);
        } catch (StackOverflowError | OutOfMemoryError | AssertionError | LinkageError e) {
            // The environment's own code may do anything; the server goes on.
            return refusal(request.getSequence(), new EnvException(e.toString(), e));
        }
    }

    /** Answers the request that is being carried out, if its time is over, and closes the session. */
    void checkDeadline(long nowNanos) {
        Running late;
        synchronized (this) {
            late = running;
            if (late == null || nowNanos - late.deadlineNanos() < 0) {
                return;
            }
            running = null;
            closed = true;
        }
        remove.run();
        late.waiting()
                .accept(refusal(
                        late.sequence(),
                        RefusedException.of(
                                Reason.DEADLINE_EXCEEDED,
                                "The request took longer than its "
                                        + late.limit().toMillis()
                                        + " ms. The session is closed, since nobody knows where its environment"
                                        + " stands. See whether the environment hangs, or allow more time, and open"
                                        + " another session.")));
        late.thread().interrupt();
    }

    /** Closes the environment, unless a request is being carried out in it, which then does so itself or never ends. */
    void close() {
        closed = true;
        remove.run();
        if (turn.tryLock()) {
            try {
                closeEnvironment();
            } finally {
                turn.unlock();
            }
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
