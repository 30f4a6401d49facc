package keel.env;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a step or reset tells beside the observation: Gymnasium's vector infos, a column for each key. Columns may be live
 * buffers, valid until the environment's next call.
 */
public record Infos(Map<String, Column> columns) {
    /** No keys. */
    public static final Infos NONE = new Infos(Map.of());

    /** One key of all lanes. */
    public sealed interface Column permits Numbers, Objects, Nested {
        /** One a lane: the lane has this key (Gymnasium's {@code _key} array). */
        boolean[] present();

        /** The lane's value; only asked where it is present. */
        Object get(int lane);
    }

    /**
     * Numbers, booleans, or arrays of one shape and type.
     *
     * @param values {@code [lanes, ...]}; zeros in lanes without the key
     */
    public record Numbers(boolean[] present, Tensor values) implements Column {
        /** A {@link Boolean}, {@link Long} or {@link Double} if the lane's value is a scalar, else a {@link Tensor}. */
        @Override
        public Object get(int lane) {
            if (values.rank() > 1) {
                return values.row(lane);
            }
            if (values.elementType() == ElementType.BOOL) {
                return values.bytes()[lane] != 0;
            }
            return values.elementType().floating() ? (Object) values.real(lane) : (Object) values.whole(lane);
        }
    }

    /**
     * Values of any kind: {@link Boolean}, {@link Long}, {@link java.math.BigInteger}, {@link Double}, {@link String},
     * {@link Tensor}, a {@link List} or {@link Map} of them, or {@link Nothing}.
     *
     * @param values one a lane; {@link Nothing#NOTHING} in lanes without the key
     */
    public record Objects(boolean[] present, List<Object> values) implements Column {
        @Override
        public Object get(int lane) {
            return values.get(lane);
        }
    }

    /** Keys within this one. */
    public record Nested(boolean[] present, Infos infos) implements Column {
        @Override
        public Object get(int lane) {
            return infos.lane(lane);
        }
    }

    /** Python's {@code None}. */
    public enum Nothing {
        NOTHING
    }

    public Infos {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /** A key that every lane has. */
    public static Column everywhere(Tensor values) {
        boolean[] present = new boolean[values.size(0)];
        Arrays.fill(present, true);
        return new Numbers(present, values);
    }

    public boolean isEmpty() {
        return columns.isEmpty();
    }

    public Optional<Column> column(String key) {
        return Optional.ofNullable(columns.get(key));
    }

    /** What one lane has. */
    public Map<String, Object> lane(int lane) {
        Map<String, Object> infos = new LinkedHashMap<>();
        columns.forEach((key, column) -> {
            if (column.present()[lane]) {
                infos.put(key, column.get(lane));
            }
        });
        return infos;
    }
}
