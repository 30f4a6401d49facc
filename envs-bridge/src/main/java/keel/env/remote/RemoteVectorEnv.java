package keel.env.remote;

import keel.env.AutoresetMode;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorStep;
import keel.env.wire.SessionStream;

/**
 * Lanes behind a server: every call is one round trip on the session's stream. A refusal leaves the session usable; a lost
 * connection or an answer that does not come in time ends it, and every later call says so.
 */
final class RemoteVectorEnv implements VectorEnv {
    private static final boolean[] ALL_LANES = {};

    private final SessionStream session;
    private final AutoresetMode autoreset;

    RemoteVectorEnv(SessionStream session, AutoresetMode autoreset) {
        this.session = session;
        this.autoreset = autoreset;
    }

    @Override
    public int lanes() {
        return session.lanes();
    }

    @Override
    public AutoresetMode autoreset() {
        return autoreset;
    }

    @Override
    public Space observationSpace() {
        return session.observationSpace();
    }

    @Override
    public Space actionSpace() {
        return session.actionSpace();
    }

    @Override
    public Tensor reset(long[] seeds) {
        return session.reset(seeds, ALL_LANES);
    }

    @Override
    public Tensor reset(long[] seeds, boolean[] lanes) {
        if (lanes.length == 0) { // on the wire an absent mask means every lane
            throw RefusedException.of(
                    Reason.INVALID_ARGUMENT,
                    "reset.lanes",
                    "Got a mask of 0 for " + lanes() + " lanes. Pass one value a lane.");
        }
        return session.reset(seeds, lanes);
    }

    @Override
    public VectorStep step(Tensor actions) {
        return session.step(actions);
    }

    @Override
    public void close() {
        session.close();
    }
}
