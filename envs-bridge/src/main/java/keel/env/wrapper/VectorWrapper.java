package keel.env.wrapper;

import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.EnvSpec;
import keel.env.ResetRequest;
import keel.env.Space;
import keel.env.VectorEnv;
import keel.env.VectorReset;
import keel.env.VectorStep;

/** Hands every call on to the environment that it wraps; wrappers override what they change. */
public abstract class VectorWrapper implements VectorEnv {
    private final VectorEnv wrapped;

    protected VectorWrapper(VectorEnv wrapped) {
        this.wrapped = wrapped;
    }

    /** The environment within, of which this is the owner. */
    protected final VectorEnv wrapped() {
        return wrapped;
    }

    @Override
    public int lanes() {
        return wrapped.lanes();
    }

    @Override
    public AutoresetMode autoreset() {
        return wrapped.autoreset();
    }

    @Override
    public Space observationSpace() {
        return wrapped.observationSpace();
    }

    @Override
    public Space actionSpace() {
        return wrapped.actionSpace();
    }

    @Override
    public EnvSpec spec() {
        return wrapped.spec();
    }

    @Override
    public VectorReset reset(ResetRequest request) {
        return wrapped.reset(request);
    }

    @Override
    public VectorStep step(Batch actions) {
        return wrapped.step(actions);
    }

    @Override
    public byte[] render(int lane) {
        return wrapped.render(lane);
    }

    @Override
    public void close() {
        wrapped.close();
    }
}
