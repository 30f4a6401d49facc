package keel.env.remote;

import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.EnvSpec;
import keel.env.Infos;
import keel.env.ResetRequest;
import keel.env.Space;
import keel.env.VectorEnv;
import keel.env.VectorReset;
import keel.env.VectorStep;
import keel.env.wire.SessionStream;

/**
 * Lanes behind a server: every call is one round trip on the session's stream. A refusal leaves the session usable; a lost
 * connection or an answer that does not come in time ends it, and every later call says so.
 */
final class RemoteVectorEnv implements VectorEnv {
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
    public EnvSpec spec() {
        return EnvSpec.of("");
    }

    @Override
    public VectorReset reset(ResetRequest request) {
        long[] seeds = request.seeds().stream()
                .mapToLong(seed -> seed.orElseThrow().longValueExact())
                .toArray();
        return new VectorReset(Batch.of(session.reset(seeds, request.lanes())), Infos.NONE);
    }

    @Override
    public VectorStep step(Batch actions) {
        return session.step(actions.tensor());
    }

    @Override
    public void close() {
        session.close();
    }
}
