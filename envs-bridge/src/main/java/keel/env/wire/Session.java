package keel.env.wire;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;
import keel.env.EnvRequest;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.VectorEnv;
import keel.env.v1.DriveReply;
import keel.env.v1.DriveRequest;
import org.jspecify.annotations.Nullable;

/**
 * One open environment on a server: executes requests one at a time, whichever stream or thread they come from, and keeps
 * its latest replies. Safe for use by several threads.
 */
final class Session {
    /** Who drives a session; told when another takes over. */
    interface Driver {
        void cutOff();
    }

    /** Single requests, which have no stream to cut off. */
    static final Driver ONCE = () -> {};

    /** How many latest replies are kept, and how many requests may wait. */
    static final int KEPT = 4;

    private final String id;
    private final VectorEnv environment;
    private final SessionCommands commands;
    private final Duration lease;
    private final LongSupplier nanoClock;

    private final Deque<DriveReply> kept = new ArrayDeque<>();
    private @Nullable Driver driver;
    private long sequence;
    private long usedNanos;
    private boolean busy;
    private boolean closed;

    Session(String id, EnvRequest request, VectorEnv environment, Duration lease, LongSupplier nanoClock) {
        this.id = id;
        this.environment = environment;
        this.commands = new SessionCommands(environment, request);
        this.lease = lease;
        this.nanoClock = nanoClock;
        this.usedNanos = nanoClock.getAsLong();
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

    /** Lets the lease begin anew; false if the session is closed. */
    synchronized boolean renew() {
        usedNanos = nanoClock.getAsLong();
        return !closed;
    }

    /** Gives the session to a driver; an earlier one is cut off, after the request that it has going. */
    void attach(Driver next) {
        Driver earlier;
        begin();
        synchronized (this) {
            earlier = driver;
            driver = next;
        }
        finish();
        if (earlier != null && earlier != next) {
            earlier.cutOff();
        }
    }

    /**
     * Waits for its turn, so that this thread has the session to itself until {@link #finish}.
     *
     * @throws RefusedException if the session is closed, also while this waits
     */
    private synchronized void begin() {
        while (busy && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unknown(id, "the server is stopping");
            }
        }
        if (closed) {
            throw unknown(id, "it is closed");
        }
        busy = true;
        usedNanos = nanoClock.getAsLong();
    }

    /** Gives the turn away; closes the environment if the session was closed meanwhile. */
    private void finish() {
        boolean close;
        synchronized (this) {
            busy = false;
            usedNanos = nanoClock.getAsLong();
            close = closed;
            notifyAll();
        }
        if (close) {
            closeEnvironment();
        }
    }

    /** An environment that fails in closing has nobody left to tell. */
    void closeEnvironment() {
        try {
            environment.close();
        } catch (RuntimeException e) {
            System.getLogger(Session.class.getName())
                    .log(System.Logger.Level.WARNING, "An environment failed in closing.", e);
        }
    }

    /**
     * Executes one request, or finds the reply that it had.
     *
     * @param from must be the session's driver
     * @throws RefusedException if the session is closed or taken over, or the number is neither the next nor one of a kept
     *     reply; then the session is as it was
     */
    DriveReply execute(DriveRequest request, Driver from, int maxMessageBytes) {
        begin();
        try {
            if (driver != from) {
                throw unknown(id, "another stream has taken it over");
            }
            if (request.getSequence() != sequence + 1) {
                return keptReply(request.getSequence());
            }
            DriveReply reply = answer(request);
            if (reply.getSerializedSize() > maxMessageBytes) {
                reply = error(
                        request,
                        RefusedException.of(
                                Reason.LIMIT_EXCEEDED,
                                "The reply is of " + reply.getSerializedSize() + " bytes; this server sends at most "
                                        + maxMessageBytes + ". Use fewer lanes."));
            }
            keep(reply);
            return reply;
        } finally {
            finish();
        }
    }

    private DriveReply answer(DriveRequest request) {
        try {
            if (!request.getSessionId().isEmpty() && !request.getSessionId().equals(id)) {
                throw RefusedException.of(
                        Reason.INVALID_ARGUMENT,
                        "session_id",
                        "This stream drives session '" + id + "', not '" + request.getSessionId()
                                + "'. Leave it empty.");
            }
            DriveReply.Builder reply = DriveReply.newBuilder().setSequence(request.getSequence());
            commands.execute(request, reply);
            return reply.build();
        } catch (RuntimeException | LinkageError | VirtualMachineError | AssertionError e) {
            return error(request, e);
        }
    }

    static DriveReply error(DriveRequest request, Throwable failure) {
        return DriveReply.newBuilder()
                .setSequence(request.getSequence())
                .setError(ErrorCodec.encode(failure))
                .build();
    }

    private DriveReply keptReply(long number) {
        Optional<DriveReply> found =
                kept.stream().filter(reply -> reply.getSequence() == number).findFirst();
        return found.orElseThrow(() -> RefusedException.of(
                Reason.INVALID_ARGUMENT,
                "sequence",
                "Request number " + Long.toUnsignedString(number) + " should be "
                        + Long.toUnsignedString(sequence + 1) + ", or one of the " + KEPT
                        + " latest: requests count up from 1."));
    }

    private void keep(DriveReply reply) {
        sequence++;
        kept.addLast(reply);
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
    }

    /** Marks it as closed, if it is idle and its lease is over. */
    synchronized boolean expire() {
        if (busy || closed || nanoClock.getAsLong() - usedNanos < lease.toNanos()) {
            return false;
        }
        markClosed();
        return true;
    }

    /**
     * Marks it as closed; whoever waits for its turn is refused. True if the caller is to close the environment; otherwise
     * that is done, or whoever has the turn will.
     */
    synchronized boolean markClosed() {
        boolean first = !closed && !busy;
        closed = true;
        kept.clear();
        notifyAll();
        return first;
    }

    static RefusedException unknown(String id, String why) {
        return RefusedException.of(
                Reason.UNKNOWN_SESSION, "session_id", "There is no session '" + id + "': " + why + ". Open another.");
    }
}
