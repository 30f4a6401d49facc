package keel.env.wire;

import io.grpc.Status;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;
import keel.env.EnvException;

/** What failed calls say to a person, and whether it is worth trying again. */
final class Failures {
    private Failures() {}

    /** The connection broke, or the server went away; what was asked may be asked again on another connection. */
    static boolean passing(Status status) {
        return switch (status.getCode()) {
            case UNAVAILABLE, CANCELLED, ABORTED, UNKNOWN, INTERNAL -> true;
            default -> false;
        };
    }

    static EnvException greeting(Address address, Status status, long limitSeconds) {
        String cause = reason(status);
        String start = "python -m keel_gym serve --bind " + address;
        return new EnvException(
                switch (status.getCode()) {
                    case UNIMPLEMENTED ->
                        "What answers at " + address + " is not a Keel environment server (" + cause
                                + "). Check the address; start one with: " + start;
                    case DEADLINE_EXCEEDED ->
                        "What listens at " + address + " did not answer within " + limitSeconds
                                + " seconds, so it is not a Keel environment server, or it hangs. Check the address, or"
                                + " restart it.";
                    case UNAVAILABLE ->
                        secureFailure(status)
                                ? "No secure connection to " + address + " can be made (" + cause
                                        + "). See whether both sides use TLS, whether the certificates are still valid,"
                                        + " and whether each side trusts the other's authority."
                                : "No environment server can be reached at " + address + " (" + cause
                                        + "). Start one with: " + start + ", or check the address.";
                    case UNAUTHENTICATED -> refusedToken(address, cause);
                    default ->
                        "What answers at " + address + " does not talk like a Keel environment server ("
                                + status.getCode() + ": " + cause + "). Check the address.";
                },
                status.asException());
    }

    /** The other side answered, but no encrypted connection came about. */
    private static boolean secureFailure(Status status) {
        for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException || cause instanceof GeneralSecurityException) {
                return true;
            }
        }
        return false;
    }

    private static String refusedToken(Address address, String cause) {
        return "The environment server at " + address + " does not let this client in: " + cause
                + " Give the token with --env-token-file or KEEL_ENV_TOKEN.";
    }

    static EnvException lost(Address address, Status status) {
        String cause = reason(status);
        String message = switch (status.getCode()) {
            case DEADLINE_EXCEEDED ->
                "The environment server at " + address + " did not answer in time. See whether it hangs.";
            case RESOURCE_EXHAUSTED ->
                "A message to or from the environment server at " + address + " is too large (" + cause
                        + "). Use fewer lanes or smaller observations.";
            case UNAUTHENTICATED -> refusedToken(address, cause);
            default ->
                "The connection to the environment server at " + address + " was lost (" + status.getCode() + ": "
                        + cause
                        + "). Episodes cannot go on where they were: see the server's log, restart it, and run again.";
        };
        return new EnvException(message, status.asException());
    }

    /** The innermost description that says something. */
    private static String reason(Status status) {
        Throwable cause = status.getCause();
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String said = cause != null && cause.getMessage() != null ? cause.getMessage() : status.getDescription();
        return said != null ? said : status.getCode().toString();
    }
}
