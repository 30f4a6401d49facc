package keel.training.gpu;

/** Flags of the kernels in {@code passes.cl}. */
final class GpuFlags {
    /** Gradients by parameters are wanted. */
    static final int COUNTS = 1;
    /** They are added to those that are there. */
    static final int ADDS = 2;
    /** The gradient by the input is wanted. */
    static final int WANTS_INPUT = 4;
    /** Dropout masks hold. */
    static final int DROPPING = 8;

    private GpuFlags() {}
}
