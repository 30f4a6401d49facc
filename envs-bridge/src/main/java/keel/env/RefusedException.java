package keel.env;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * An environment or server would not do what it was asked, and says which kind of reason that was. Native environments and
 * remote ones refuse alike; nothing has changed by the refused call unless the reason says otherwise.
 */
public final class RefusedException extends EnvException {
    private static final long serialVersionUID = 1L;

    /** Kinds of refusal; the same as the protocol's error codes. */
    public enum Reason {
        /** Something handed in does not fit: mend it and call again. */
        INVALID_ARGUMENT,
        /** No environment of this id. */
        UNKNOWN_ENVIRONMENT,
        /** The peers speak protocols of different major versions. */
        UNSUPPORTED_VERSION,
        /** The session was never opened, is closed, has expired, or belongs to another stream. */
        UNKNOWN_SESSION,
        /** Beyond a limit of the server: message size, lanes, sessions. */
        LIMIT_EXCEEDED,
        /** At the wrong time: a step before a reset, or of an ended lane in mode DISABLED. */
        FAILED_PRECONDITION,
        /** The environment itself failed; its state is not known. */
        ENVIRONMENT_FAILED,
        /** Not allowed, for safety. */
        NOT_PERMITTED,
        /** The environment needs what cannot be sent or done. */
        UNSUPPORTED,
        /** A call took longer than its time limit; the session is closed, since nobody knows where it stands. */
        DEADLINE_EXCEEDED,
        /** The server is shutting down and opens no more sessions. */
        UNAVAILABLE
    }

    private final Reason reason;
    private final int lane;
    private final String field;

    private RefusedException(Reason reason, int lane, String field, String message) {
        super(message);
        this.reason = reason;
        this.lane = lane;
        this.field = field;
    }

    /** A refusal that is not about one field or lane. */
    public static RefusedException of(Reason reason, String message) {
        return new RefusedException(reason, -1, "", message);
    }

    /** A refusal of one field, named as the protocol's requests name it: {@code lanes}, {@code step.actions}. */
    public static RefusedException of(Reason reason, String field, String message) {
        return new RefusedException(reason, -1, field, message);
    }

    /** A refusal of one field in one lane. */
    public static RefusedException inLane(Reason reason, int lane, String field, String message) {
        return new RefusedException(reason, lane, field, message);
    }

    /** The same refusal by an environment that this one is a part of, whose lane {@code firstLane} is this one's lane 0. */
    public RefusedException shiftedBy(int firstLane) {
        if (lane < 0 || firstLane == 0) {
            return this;
        }
        String named = String.valueOf(getMessage()).replaceAll("\\blane " + lane + "\\b", "lane " + (lane + firstLane));
        return new RefusedException(reason, lane + firstLane, field, named);
    }

    public Reason reason() {
        return reason;
    }

    /** Which lane, if one lane is at fault. */
    public OptionalInt lane() {
        return lane < 0 ? OptionalInt.empty() : OptionalInt.of(lane);
    }

    /** Which field of the request, if one is at fault. */
    public Optional<String> field() {
        return field.isEmpty() ? Optional.empty() : Optional.of(field);
    }
}
