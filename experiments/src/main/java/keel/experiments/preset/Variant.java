package keel.experiments.preset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;

/**
 * One of the types that a mapping of a configuration can be of.
 *
 * @param defaults what parameters are that are left out; the only place where they stand. Do not change it
 * @param read builds it from a mapping in which every parameter with a default stands
 */
record Variant<T>(ObjectNode defaults, Function<Section, T> read) {
    /** All parameters must be given. */
    static <T> Variant<T> of(Function<Section, T> read) {
        return of("", read);
    }

    /**
     * Some may be left out.
     *
     * @param defaults YAML
     */
    static <T> Variant<T> of(String defaults, Function<Section, T> read) {
        return new Variant<>(ConfigTree.parse(defaults, "defaults"), read);
    }
}
