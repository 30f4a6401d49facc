package keel.env.wire;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.v1.DriveReply;
import keel.env.v1.DriveRequest;
import keel.env.v1.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * One stream on the server: answers its requests one after the other, taking the next when the client has room for its
 * reply. A session outlives its stream.
 */
final class SessionDriver implements StreamObserver<DriveRequest>, Session.Driver {
    private final SessionTable sessions;
    private final Watchdog watchdog;
    private final ServerCallStreamObserver<DriveReply> replies;
    private final DriveRequest malformed;

    /** Set by the first request. */
    private @Nullable Session session;

    private boolean waiting;
    private boolean ended;

    /** @param malformed stands for bytes that are not a request */
    SessionDriver(
            SessionTable sessions,
            Watchdog watchdog,
            ServerCallStreamObserver<DriveReply> replies,
            DriveRequest malformed) {
        this.sessions = sessions;
        this.watchdog = watchdog;
        this.replies = replies;
        this.malformed = malformed;
        replies.disableAutoRequest();
        replies.setOnReadyHandler(this::ready);
        replies.setOnCancelHandler(this::forget);
        replies.request(1);
    }

    @Override
    public void onNext(DriveRequest request) {
        try {
            if (request.equals(malformed)) {
                throw RefusedException.of(
                        Reason.INVALID_ARGUMENT,
                        "The bytes are not a DriveRequest of environment protocol "
                                + Protocol.describe(Protocol.VERSION) + ".");
            }
            watchdog.execute(attached(request), request, this, this::send);
        } catch (RuntimeException e) {
            send(Session.error(request, e));
        }
        next();
    }

    private Session attached(DriveRequest request) {
        Session attached = session;
        if (attached == null) {
            attached = sessions.get(request.getSessionId());
            attached.attach(this);
            session = attached;
        }
        return attached;
    }

    private synchronized void next() {
        waiting = !replies.isReady();
        if (!waiting && !ended) {
            replies.request(1);
        }
    }

    private synchronized void ready() {
        if (waiting && !ended) {
            waiting = false;
            replies.request(1);
        }
    }

    private synchronized void send(DriveReply reply) {
        if (ended) {
            return;
        }
        replies.onNext(reply);
        ErrorCode code = reply.getError().getCode();
        if (reply.hasClose()
                || code == ErrorCode.ERROR_CODE_UNKNOWN_SESSION
                || code == ErrorCode.ERROR_CODE_DEADLINE_EXCEEDED) {
            ended = true;
            replies.onCompleted();
        }
    }

    @Override
    public synchronized void cutOff() {
        if (!ended) {
            ended = true;
            replies.onError(Status.CANCELLED
                    .withDescription("Another stream has taken this session over.")
                    .asRuntimeException());
        }
    }

    private synchronized void forget() {
        ended = true;
    }

    @Override
    public void onError(Throwable failure) {
        forget();
    }

    @Override
    public synchronized void onCompleted() {
        if (!ended) {
            ended = true;
            replies.onCompleted();
        }
    }
}
