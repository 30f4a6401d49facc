package keel.env.wire;

import io.grpc.stub.StreamObserver;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.v1.DriveReply;
import keel.env.v1.DriveRequest;
import keel.env.v1.Error;
import keel.env.v1.ErrorCode;
import org.jspecify.annotations.Nullable;

/** One stream on the server: answers its requests one after the other. Its session outlives it, unless it is closed. */
final class SessionDriver implements StreamObserver<DriveRequest> {
    private final SessionTable sessions;
    private final StreamObserver<DriveReply> replies;
    private final DriveRequest malformed;

    /** Set by the first request. */
    private @Nullable Session session;

    private boolean ended;

    /** @param malformed stands for bytes that are not a request */
    SessionDriver(SessionTable sessions, StreamObserver<DriveReply> replies, DriveRequest malformed) {
        this.sessions = sessions;
        this.replies = replies;
        this.malformed = malformed;
    }

    @Override
    public void onNext(DriveRequest request) {
        Session driven;
        try {
            driven = attached(request);
        } catch (RuntimeException e) {
            send(Session.refusal(request.getSequence(), e));
            return;
        }
        driven.answer(request, this::send);
    }

    @Override
    public void onError(Throwable failure) {
        synchronized (this) {
            ended = true;
        }
    }

    @Override
    public synchronized void onCompleted() {
        if (!ended) {
            ended = true;
            replies.onCompleted();
        }
    }

    /** A later stream drives the session now. */
    void cutOff() {
        send(Session.refusal(
                0,
                RefusedException.of(
                        Reason.UNKNOWN_SESSION,
                        "session_id",
                        "Another stream has taken this session over. Go on there.")));
    }

    private Session attached(DriveRequest request) {
        if (request.equals(malformed)) {
            throw invalid(
                    "",
                    "The bytes are not a DriveRequest of environment protocol " + Protocol.describe(Protocol.VERSION)
                            + ".");
        }
        String requested = request.getSessionId();
        Session known = session;
        if (known == null) {
            if (requested.isEmpty()) {
                throw invalid(
                        "session_id", "A stream's first request names the session that it drives. Set session_id.");
            }
            Session found = sessions.get(requested);
            session = found;
            found.attach(this);
            return found;
        }
        if (!requested.isEmpty() && !requested.equals(known.id())) {
            throw invalid(
                    "session_id",
                    "This stream drives session '" + known.id() + "', not '" + requested + "'. Leave it empty.");
        }
        sessions.renew(known.id());
        return known;
    }

    private synchronized void send(DriveReply reply) {
        if (ended) {
            return;
        }
        Error error = reply.getError();
        ended = reply.hasClose() || error.getCode() == ErrorCode.ERROR_CODE_UNKNOWN_SESSION;
        replies.onNext(reply);
        if (ended) {
            replies.onCompleted();
        }
    }

    private static RefusedException invalid(String field, String message) {
        return RefusedException.of(Reason.INVALID_ARGUMENT, field, message);
    }
}
