package keel.training;

/** A setting that cannot be right. The message says what is wrong, why, and how to fix it. */
public final class InvalidConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidConfigException(String message) {
        super(message);
    }

    /** Throws unless {@code valid}. */
    public static void require(boolean valid, String message) {
        if (!valid) {
            throw new InvalidConfigException(message);
        }
    }
}
