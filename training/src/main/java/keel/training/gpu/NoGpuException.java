package keel.training.gpu;

/** There is no device of the kind that was asked for. */
public final class NoGpuException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoGpuException(String message) {
        super(message);
    }
}
