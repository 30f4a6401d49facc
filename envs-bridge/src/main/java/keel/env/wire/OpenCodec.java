package keel.env.wire;

import java.util.HashMap;
import java.util.Map;
import keel.env.AutoresetMode;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.v1.Value;

/** What opening a session needs besides spaces: keyword arguments and the autoreset mode. */
final class OpenCodec {
    private OpenCodec() {}

    static Map<String, Value> encode(Map<String, Object> arguments) {
        Map<String, Value> messages = new HashMap<>();
        arguments.forEach(
                (name, value) -> messages.put(name, ValueCodec.encode(value, FieldPath.of("arguments", name))));
        return messages;
    }

    static Map<String, Object> decode(Map<String, Value> messages) {
        Map<String, Object> arguments = new HashMap<>();
        messages.forEach(
                (name, value) -> arguments.put(name, ValueCodec.decode(value, FieldPath.of("arguments", name))));
        return arguments;
    }

    static keel.env.v1.AutoresetMode encode(AutoresetMode mode) {
        return switch (mode) {
            case NEXT_STEP -> keel.env.v1.AutoresetMode.AUTORESET_MODE_NEXT_STEP;
            case SAME_STEP -> keel.env.v1.AutoresetMode.AUTORESET_MODE_SAME_STEP;
            case DISABLED -> keel.env.v1.AutoresetMode.AUTORESET_MODE_DISABLED;
        };
    }

    static AutoresetMode decode(keel.env.v1.AutoresetMode mode) {
        return switch (mode) {
            case AUTORESET_MODE_NEXT_STEP -> AutoresetMode.NEXT_STEP;
            case AUTORESET_MODE_SAME_STEP -> AutoresetMode.SAME_STEP;
            case AUTORESET_MODE_DISABLED -> AutoresetMode.DISABLED;
            case AUTORESET_MODE_UNSPECIFIED, UNRECOGNIZED ->
                throw RefusedException.of(
                        Reason.INVALID_ARGUMENT,
                        "autoreset",
                        "The autoreset mode is not set, or not known to protocol 1.1: choose NEXT_STEP, SAME_STEP or DISABLED.");
        };
    }
}
