package keel.env;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One value of a space: an observation or an action of one lane. Which kind it is follows from the space. */
public sealed interface Value permits Tensor, Value.Text, Value.Items, Value.Entries, Value.Graph, Value.Choice {
    /**
     * This value as an array.
     *
     * @throws EnvException if it is none: values of Box, Discrete, MultiDiscrete and MultiBinary are
     */
    default Tensor tensor() {
        throw new EnvException("A value of kind " + getClass().getSimpleName()
                + " is no array. Ask the space what its values are before taking them apart.");
    }

    /** Of {@link keel.env.Text}. */
    record Text(String text) implements Value {}

    /** Of {@link Tuple}: one value of each part. Of {@link Sequence}: its elements. */
    record Items(List<Value> values) implements Value {
        public Items {
            values = List.copyOf(values);
        }
    }

    /** Of {@link Dict}: a value for each key, in the space's order. */
    record Entries(Map<String, Value> values) implements Value {
        public Entries {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /**
     * Of {@link keel.env.Graph}.
     *
     * @param nodes {@code [nodes, ...]} of the node space
     * @param edges {@code [edges, ...]} of the edge space; empty if the space has no edges, or there are none
     * @param edgeLinks from and to, int64 {@code [edges, 2]}
     */
    record Graph(Tensor nodes, Optional<Tensor> edges, Tensor edgeLinks) implements Value {}

    /**
     * Of {@link OneOf}.
     *
     * @param alternative which space, from 0
     * @param value of that space
     */
    record Choice(int alternative, Value value) implements Value {}
}
