package keel.training.gpu;

/** There is no OpenCL on this machine; the message says what is missing. */
final class OpenClMissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OpenClMissingException(String message) {
        super(message);
    }
}
