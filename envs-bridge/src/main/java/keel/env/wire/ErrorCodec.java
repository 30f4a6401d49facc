package keel.env.wire;

import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.v1.Error;
import keel.env.v1.ErrorCode;

/** Refusals to and from messages. */
final class ErrorCodec {
    private ErrorCodec() {}

    /** What went wrong, as a message; whatever is not a refusal is the environment's failure. */
    static Error encode(Throwable failure) {
        if (failure instanceof RefusedException refused) {
            Error.Builder error = Error.newBuilder()
                    .setCode(encode(refused.reason()))
                    .setMessage(String.valueOf(refused.getMessage()))
                    .setField(refused.field().orElse(""));
            refused.lane().ifPresent(error::setLane);
            return error.build();
        }
        return Error.newBuilder()
                .setCode(ErrorCode.ERROR_CODE_ENVIRONMENT_FAILED)
                .setMessage("The environment failed: " + failure)
                .build();
    }

    static RefusedException decode(Error error) {
        Reason reason = decode(error.getCode());
        String message = error.getMessage().isEmpty()
                ? "The server refused with " + error.getCode() + " and no message."
                : error.getMessage();
        return error.hasLane()
                ? RefusedException.inLane(reason, error.getLane(), error.getField(), message)
                : RefusedException.of(reason, error.getField(), message);
    }

    private static ErrorCode encode(Reason reason) {
        return switch (reason) {
            case INVALID_ARGUMENT -> ErrorCode.ERROR_CODE_INVALID_ARGUMENT;
            case UNKNOWN_ENVIRONMENT -> ErrorCode.ERROR_CODE_UNKNOWN_ENVIRONMENT;
            case UNSUPPORTED_VERSION -> ErrorCode.ERROR_CODE_UNSUPPORTED_VERSION;
            case UNKNOWN_SESSION -> ErrorCode.ERROR_CODE_UNKNOWN_SESSION;
            case LIMIT_EXCEEDED -> ErrorCode.ERROR_CODE_LIMIT_EXCEEDED;
            case FAILED_PRECONDITION -> ErrorCode.ERROR_CODE_FAILED_PRECONDITION;
            case ENVIRONMENT_FAILED -> ErrorCode.ERROR_CODE_ENVIRONMENT_FAILED;
            case NOT_PERMITTED -> ErrorCode.ERROR_CODE_NOT_PERMITTED;
            case UNSUPPORTED -> ErrorCode.ERROR_CODE_UNSUPPORTED;
            case DEADLINE_EXCEEDED -> ErrorCode.ERROR_CODE_DEADLINE_EXCEEDED;
            case UNAVAILABLE -> ErrorCode.ERROR_CODE_UNAVAILABLE;
        };
    }

    private static Reason decode(ErrorCode code) {
        return switch (code) {
            case ERROR_CODE_INVALID_ARGUMENT -> Reason.INVALID_ARGUMENT;
            case ERROR_CODE_UNKNOWN_ENVIRONMENT -> Reason.UNKNOWN_ENVIRONMENT;
            case ERROR_CODE_UNSUPPORTED_VERSION -> Reason.UNSUPPORTED_VERSION;
            case ERROR_CODE_UNKNOWN_SESSION -> Reason.UNKNOWN_SESSION;
            case ERROR_CODE_LIMIT_EXCEEDED -> Reason.LIMIT_EXCEEDED;
            case ERROR_CODE_FAILED_PRECONDITION -> Reason.FAILED_PRECONDITION;
            case ERROR_CODE_ENVIRONMENT_FAILED -> Reason.ENVIRONMENT_FAILED;
            case ERROR_CODE_NOT_PERMITTED -> Reason.NOT_PERMITTED;
            case ERROR_CODE_DEADLINE_EXCEEDED -> Reason.DEADLINE_EXCEEDED;
            case ERROR_CODE_UNAVAILABLE -> Reason.UNAVAILABLE;
            // A code of a newer minor version: its message still says what happened.
            case ERROR_CODE_UNSUPPORTED, ERROR_CODE_UNSPECIFIED, UNRECOGNIZED -> Reason.UNSUPPORTED;
        };
    }
}
