package keel.env;

/** An environment or its server could not do what was asked. The message says what, why and how to fix it. */
public class EnvException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EnvException(String message) {
        super(message);
    }

    public EnvException(String message, Throwable cause) {
        super(message, cause);
    }
}
