package keel.env;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Keyword arguments of one environment's construction, all of names that it knows. */
public final class Arguments {
    private final String id;
    private final Map<String, Object> values;

    /**
     * @param id of the environment, for messages
     * @param values by name
     * @param known names that the environment takes
     * @throws RefusedException if a name is not known
     */
    public Arguments(String id, Map<String, Object> values, List<String> known) {
        this.id = id;
        this.values = Map.copyOf(values);
        for (String name : this.values.keySet().stream().sorted().toList()) {
            if (!known.contains(name)) {
                throw refused(
                        name,
                        "Environment '" + id + "' has no keyword argument '" + name + "'. Known: "
                                + String.join(", ", known) + "." + Suggestion.of(name, known));
            }
        }
    }

    /** A boolean, or this default when absent. */
    public boolean bool(String name, boolean absent) {
        Object value = values.getOrDefault(name, absent);
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw refused(name, "Argument '" + name + "' of '" + id + "' takes true or false, but got " + value + ".");
    }

    /** A whole number, or empty when absent. */
    public OptionalLong wholeNumber(String name) {
        Object value = values.get(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return OptionalLong.of(((Number) value).longValue());
        }
        throw refused(name, "Argument '" + name + "' of '" + id + "' takes a whole number, but got " + value + ".");
    }

    /** A refusal of this argument, for the environment to throw. */
    public RefusedException refused(String name, String message) {
        return RefusedException.of(RefusedException.Reason.INVALID_ARGUMENT, "arguments." + name, message);
    }
}
