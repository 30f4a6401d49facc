package keel.training.network;

/** What P dense networks of one shape have in common wherever they are computed: their layout, and checks of what they get. */
public abstract class DenseStack implements Network {
    private final MlpLayout layout;
    private final int members;
    private boolean closed;

    /** A stack of P networks. */
    protected DenseStack(MlpLayout layout, int members) {
        if (members < 1) {
            throw new IllegalArgumentException("a stack needs at least 1 member but got " + members);
        }
        this.layout = layout;
        this.members = members;
    }

    /** Where parameters are. */
    protected final MlpLayout layout() {
        return layout;
    }

    @Override
    public final int members() {
        return members;
    }

    @Override
    public final int inputs() {
        return layout.inputs();
    }

    @Override
    public final int outputs() {
        return layout.outputs();
    }

    @Override
    public final int parameterCount() {
        return layout.parameterCount();
    }

    @Override
    public final int[] layerOffsets() {
        return layout.weightOffsets();
    }

    @Override
    public final int hiddenLayers() {
        return layout.hiddenActivations().size();
    }

    /** Throws if this network is closed: what it computes with is given back then. */
    protected final void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this network is closed; create a new one");
        }
    }

    /** Throws unless an array is {@code [P, batch, width]}. */
    protected final void requireLength(String what, float[] array, int batch, int width) {
        long expected = (long) members * batch * width;
        if (batch < 1 || array.length != expected) {
            throw new IllegalArgumentException("%s has %d elements, but [members=%d, batch=%d, %d] needs %d"
                    .formatted(what, array.length, members, batch, width, expected));
        }
    }

    /** Gives back what it computes with; called once. */
    protected abstract void release();

    @Override
    public final void close() {
        if (!closed) {
            closed = true;
            release();
        }
    }
}
