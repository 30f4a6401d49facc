package keel.env;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Keyword arguments of one environment's construction, or options of its reset, all of names that it knows. */
public final class Arguments {
    /** A reset's options: none. */
    public static final Arguments NO_OPTIONS = new Arguments("", "options.", Map.of());

    private final String id;

    /** Of fields in messages. */
    private final String path;

    private final Map<String, Object> values;

    /**
     * @param id of the environment, for messages
     * @param values by name
     * @param known names that the environment takes
     * @throws RefusedException if a name is not known
     */
    public Arguments(String id, Map<String, Object> values, List<String> known) {
        this(id, "arguments.", values);
        for (String name : this.values.keySet().stream().sorted().toList()) {
            if (!known.contains(name)) {
                throw refused(
                        name,
                        "Environment '" + id + "' has no keyword argument '" + name + "'. Known: "
                                + String.join(", ", known) + "." + Suggestion.of(name, known));
            }
        }
    }

    private Arguments(String id, String path, Map<String, Object> values) {
        this.id = id;
        this.path = path;
        this.values = Map.copyOf(values);
    }

    /** Options of a reset; those of unknown names are left out, as Gymnasium's environments ignore them. */
    public static Arguments options(String id, Map<String, Object> values, List<String> known) {
        Map<String, Object> taken = new HashMap<>(values);
        taken.keySet().retainAll(known);
        return taken.isEmpty() ? NO_OPTIONS : new Arguments(id, "reset.options.", taken);
    }

    /** A real number, or empty when absent. */
    public OptionalDouble number(String name) {
        Object value = values.get(name);
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (value instanceof Number number) {
            return OptionalDouble.of(number.doubleValue());
        }
        throw refused(name, "Argument '" + name + "' of '" + id + "' takes a number, but got " + value + ".");
    }

    /** Any value, or empty when absent. */
    public Optional<Object> value(String name) {
        return Optional.ofNullable(values.get(name));
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
        return RefusedException.of(RefusedException.Reason.INVALID_ARGUMENT, path + name, message);
    }
}
