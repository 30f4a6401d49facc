package keel.env.wire;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import keel.env.Infos.Nothing;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.Tensor;
import keel.env.v1.Value;
import keel.env.v1.ValueEntry;
import keel.env.v1.ValueList;
import keel.env.v1.ValueMap;
import org.jspecify.annotations.Nullable;

/**
 * Values without a space: arguments, options, infos. In Java they are {@link Boolean}, {@link Long}, {@link BigInteger} (beyond
 * int64), {@link Double}, {@link String}, {@link Tensor}, {@link List}, {@link Map} and {@link Nothing}; the other numbers of
 * Java are taken too.
 */
final class ValueCodec {
    private static final int MOST_BIG_BYTES = 64;

    private ValueCodec() {}

    /**
     * @param field of the value, for messages
     * @throws RefusedException if there is no wire form for it, or it is nested too deep
     */
    static Value encode(@Nullable Object value, String field) {
        return encode(value, field, 1);
    }

    static ValueMap encode(Map<?, ?> values, String field) {
        return encode(values, field, 1);
    }

    static Value encode(@Nullable Object value, String field, int depth) {
        Depth.check(depth, field);
        Value.Builder message = Value.newBuilder();
        if (value instanceof Boolean flag) {
            return message.setBoolean(flag).build();
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return message.setInteger(((Number) value).longValue()).build();
        }
        if (value instanceof BigInteger big) {
            return encode(big, field);
        }
        if (value instanceof Number number) {
            return message.setReal(number.doubleValue()).build();
        }
        if (value instanceof CharSequence text) {
            return message.setText(text.toString()).build();
        }
        if (value instanceof Nothing) {
            return message.setNothing(keel.env.v1.Nothing.getDefaultInstance()).build();
        }
        if (value instanceof Tensor tensor) {
            return message.setTensor(TensorCodec.encode(tensor)).build();
        }
        if (value instanceof List<?> list) {
            ValueList.Builder values = ValueList.newBuilder();
            for (int i = 0; i < list.size(); i++) {
                values.addValues(encode(list.get(i), field + "[" + i + "]", depth + 1));
            }
            return message.setList(values).build();
        }
        if (value instanceof Map<?, ?> map) {
            return message.setMap(encode(map, field, depth + 1)).build();
        }
        throw RefusedException.of(
                Reason.UNSUPPORTED,
                field,
                "Field " + field + " is a "
                        + (value == null ? "null" : value.getClass().getSimpleName())
                        + ", which cannot be sent: use booleans, numbers, text, tensors, and lists and maps of them.");
    }

    private static Value encode(BigInteger big, String field) {
        if (big.bitLength() < Long.SIZE) {
            return Value.newBuilder().setInteger(big.longValue()).build();
        }
        byte[] bytes = big.toByteArray();
        if (bytes.length > MOST_BIG_BYTES) {
            throw RefusedException.of(
                    Reason.LIMIT_EXCEEDED,
                    field,
                    "Field " + field + " is a whole number of " + bytes.length + " bytes; at most " + MOST_BIG_BYTES
                            + " can be sent.");
        }
        return Value.newBuilder().setBigInteger(ByteString.copyFrom(bytes)).build();
    }

    private static ValueMap encode(Map<?, ?> values, String field, int depth) {
        Depth.check(depth, field);
        ValueMap.Builder map = ValueMap.newBuilder();
        values.forEach((key, value) -> {
            if (!(key instanceof String name)) {
                throw RefusedException.of(
                        Reason.UNSUPPORTED, field, "Field " + field + " has the key " + key + ", which is not text.");
            }
            map.addEntries(
                    ValueEntry.newBuilder().setKey(name).setValue(encode(value, FieldPath.of(field, name), depth)));
        });
        return map.build();
    }

    /** @throws RefusedException if it is no legal value, or nested too deep */
    static Object decode(Value message, String field) {
        return decode(message, field, 1);
    }

    static Map<String, Object> decode(ValueMap message, String field) {
        return decode(message, field, 1);
    }

    static Object decode(Value message, String field, int depth) {
        Depth.check(depth, field);
        return switch (message.getKindCase()) {
            case BOOLEAN -> message.getBoolean();
            case INTEGER -> message.getInteger();
            case REAL -> message.getReal();
            case TEXT -> message.getText();
            case NOTHING -> Nothing.NOTHING;
            case TENSOR -> TensorCodec.decode(message.getTensor(), field);
            case LIST -> decode(message.getList(), field, depth + 1);
            case MAP -> decode(message.getMap(), field, depth + 1);
            case BIG_INTEGER -> decode(message.getBigInteger(), field);
            case KIND_NOT_SET ->
                throw RefusedException.of(
                        Reason.INVALID_ARGUMENT,
                        field,
                        "Field " + field + " has no value of a kind that protocol "
                                + Protocol.describe(Protocol.VERSION) + " knows: set one, such as integer or text.");
        };
    }

    private static List<Object> decode(ValueList message, String field, int depth) {
        List<Object> values = new ArrayList<>(message.getValuesCount());
        for (int i = 0; i < message.getValuesCount(); i++) {
            values.add(decode(message.getValues(i), field + "[" + i + "]", depth));
        }
        return values;
    }

    private static Map<String, Object> decode(ValueMap message, String field, int depth) {
        Depth.check(depth, field);
        Map<String, Object> values = new LinkedHashMap<>();
        for (ValueEntry entry : message.getEntriesList()) {
            String path = FieldPath.of(field, entry.getKey());
            if (values.put(entry.getKey(), decode(entry.getValue(), path, depth)) != null) {
                throw RefusedException.of(
                        Reason.INVALID_ARGUMENT, path, "Field " + path + " is there twice. Give each key once.");
            }
        }
        return values;
    }

    private static Object decode(ByteString bytes, String field) {
        if (bytes.isEmpty() || bytes.size() > MOST_BIG_BYTES) {
            throw RefusedException.of(
                    Reason.INVALID_ARGUMENT,
                    field,
                    "Field " + field + " is a whole number of " + bytes.size() + " bytes; it takes 1 .. "
                            + MOST_BIG_BYTES + ".");
        }
        BigInteger big = new BigInteger(bytes.toByteArray());
        return big.bitLength() < Long.SIZE ? (Object) big.longValue() : big;
    }
}
