package keel.env.wire;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.v1.DriveReply;
import keel.env.v1.DriveRequest;

/**
 * Executes requests on the caller's thread, and answers in its place when one takes longer than its limit: the session is
 * dropped, the thread interrupted and abandoned.
 */
final class Watchdog {
    private final SessionTable sessions;
    private final long limitMillis;
    private final int maxMessageBytes;
    private final ScheduledThreadPoolExecutor timer;
    private final Future<?> sweeping;

    /** @param limitMillis the server's own limit for one request; 0 for none */
    Watchdog(SessionTable sessions, long limitMillis, int maxMessageBytes) {
        this.sessions = sessions;
        this.limitMillis = limitMillis;
        this.maxMessageBytes = maxMessageBytes;
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = Executors.defaultThreadFactory().newThread(task);
            thread.setDaemon(true);
            thread.setName("keel-session-timer");
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        sweeping = timer.scheduleWithFixedDelay(sessions::sweep, 1, 1, TimeUnit.SECONDS);
    }

    /**
     * Answers one request, once: from this thread, or, when it takes too long, from another.
     *
     * @throws RefusedException if it was refused before it reached the environment
     */
    void execute(Session session, DriveRequest request, Session.Driver from, Consumer<DriveReply> replies) {
        long asked = Integer.toUnsignedLong(request.getTimeLimitMs());
        long limit = asked == 0 ? limitMillis : limitMillis == 0 ? asked : Math.min(asked, limitMillis);
        if (limit == 0) {
            DriveReply reply = session.execute(request, from, maxMessageBytes);
            closed(session, reply);
            replies.accept(reply);
            return;
        }
        Execution execution = new Execution(session, request, limit, replies);
        Future<?> alarm = timer.schedule(execution::expire, limit, TimeUnit.MILLISECONDS);
        try {
            DriveReply reply = session.execute(request, from, maxMessageBytes);
            if (execution.finish()) {
                closed(session, reply);
                replies.accept(reply);
            }
        } catch (RefusedException e) {
            if (execution.finish()) {
                throw e;
            }
        } finally {
            alarm.cancel(false);
        }
    }

    private void closed(Session session, DriveReply reply) {
        if (reply.hasClose()) {
            sessions.close(session);
        }
    }

    void stop() {
        sweeping.cancel(false);
        timer.shutdownNow();
    }

    /** One request that has a limit. */
    private final class Execution {
        private final Session session;
        private final DriveRequest request;
        private final long limit;
        private final Consumer<DriveReply> replies;
        private final Thread thread = Thread.currentThread();
        private boolean done;

        Execution(Session session, DriveRequest request, long limit, Consumer<DriveReply> replies) {
            this.session = session;
            this.request = request;
            this.limit = limit;
            this.replies = replies;
        }

        /** False if the alarm was first. */
        synchronized boolean finish() {
            boolean first = !done;
            done = true;
            if (!first) {
                Thread.interrupted();
            }
            return first;
        }

        void expire() {
            synchronized (this) {
                if (done) {
                    return;
                }
                done = true;
                sessions.close(session);
                thread.interrupt();
            }
            replies.accept(Session.error(
                    request,
                    RefusedException.of(
                            Reason.DEADLINE_EXCEEDED,
                            "The request took longer than its limit of " + limit
                                    + " ms, and the session is closed. See whether the environment hangs, or allow more"
                                    + " time.")));
        }
    }
}
