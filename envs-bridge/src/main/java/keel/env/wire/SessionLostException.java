package keel.env.wire;

import keel.env.EnvException;

/** The server no longer has the session: it was started anew, or the lease ran out. Its environment is gone. */
public final class SessionLostException extends EnvException {
    private static final long serialVersionUID = 1L;

    SessionLostException(String message) {
        super(message);
    }
}
