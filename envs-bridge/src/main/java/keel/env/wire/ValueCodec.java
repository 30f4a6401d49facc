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

/**
 * Values without a space to and from messages: {@link Boolean}, {@link Long} (and smaller), {@link BigInteger}, {@link
 * Double}, {@link String}, {@link Tensor}, {@link List} and {@link Map} of them, {@link Nothing}.
 */
final class ValueCodec {
    private static final int MOST_BIG_BYTES = 64;
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger GREATEST = BigInteger.valueOf(Long.MAX_VALUE);

    private ValueCodec() {}

    /** @throws RefusedException naming the field, if the value has no wire form */
    static Value encode(Object value, String field) {
        Value.Builder message = Value.newBuilder();
        if (value instanceof Boolean flag) {
            message.setBoolean(flag);
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            message.setInteger(((Number) value).longValue());
        } else if (value instanceof BigInteger big) {
            encodeBig(big, message, field);
        } else if (value instanceof Number number) {
            message.setReal(number.doubleValue());
        } else if (value instanceof CharSequence text) {
            message.setText(text.toString());
        } else if (value instanceof Nothing) {
            message.getNothingBuilder();
        } else if (value instanceof Tensor tensor) {
            message.setTensor(TensorCodec.encode(tensor));
        } else if (value instanceof List<?> list) {
            message.setList(encodeList(list, field));
        } else if (value instanceof Map<?, ?> map) {
            message.setMap(encodeMap(map, field));
        } else {
            throw RefusedException.of(
                    Reason.UNSUPPORTED,
                    field,
                    "Field " + field + " is a " + value.getClass().getSimpleName()
                            + "; a server takes booleans, numbers, text, arrays, and lists and maps of them.");
        }
        return message.build();
    }

    private static void encodeBig(BigInteger big, Value.Builder message, String field) {
        if (big.compareTo(LEAST) >= 0 && big.compareTo(GREATEST) <= 0) {
            message.setInteger(big.longValue());
            return;
        }
        byte[] bytes = big.toByteArray();
        if (bytes.length > MOST_BIG_BYTES) {
            throw invalid(field, "is a whole number of more than " + MOST_BIG_BYTES + " bytes.");
        }
        message.setBigInteger(ByteString.copyFrom(bytes));
    }

    static ValueList encodeList(List<?> list, String field) {
        ValueList.Builder message = ValueList.newBuilder();
        for (int i = 0; i < list.size(); i++) {
            message.addValues(encode(list.get(i), field + "[" + i + "]"));
        }
        return message.build();
    }

    static ValueMap encodeMap(Map<?, ?> map, String field) {
        ValueMap.Builder message = ValueMap.newBuilder();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            message.addEntries(ValueEntry.newBuilder().setKey(name).setValue(encode(value, field + "." + name)));
        });
        return message.build();
    }

    /** @throws RefusedException naming the field, if the message is no value or nested too deeply */
    static Object decode(Value message, String field) {
        return decode(message, field, Protocol.MAX_DEPTH);
    }

    private static Object decode(Value message, String field, int depth) {
        if (depth == 0) {
            throw tooDeep(field);
        }
        return switch (message.getKindCase()) {
            case BOOLEAN -> message.getBoolean();
            case INTEGER -> message.getInteger();
            case REAL -> message.getReal();
            case TEXT -> message.getText();
            case NOTHING -> Nothing.NOTHING;
            case LIST -> decodeList(message.getList(), field, depth - 1);
            case MAP -> decodeMap(message.getMap(), field, depth - 1);
            case TENSOR -> TensorCodec.decode(message.getTensor(), field);
            case BIG_INTEGER -> {
                ByteString bytes = message.getBigInteger();
                if (bytes.isEmpty() || bytes.size() > MOST_BIG_BYTES) {
                    throw invalid(
                            field, "is a whole number of " + bytes.size() + " bytes, not 1 .. " + MOST_BIG_BYTES + ".");
                }
                yield new BigInteger(bytes.toByteArray());
            }
            case KIND_NOT_SET ->
                throw invalid(
                        field,
                        "has no value: set one of boolean, integer, real, text, nothing, list, map, tensor, big_integer.");
        };
    }

    static List<Object> decodeList(ValueList message, String field, int depth) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < message.getValuesCount(); i++) {
            values.add(decode(message.getValues(i), field + "[" + i + "]", depth));
        }
        return values;
    }

    static Map<String, Object> decodeMap(ValueMap message, String field) {
        return decodeMap(message, field, Protocol.MAX_DEPTH);
    }

    private static Map<String, Object> decodeMap(ValueMap message, String field, int depth) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (ValueEntry entry : message.getEntriesList()) {
            Object value = decode(entry.getValue(), field + "." + entry.getKey(), depth);
            if (values.put(entry.getKey(), value) != null) {
                throw invalid(field, "holds the key '" + entry.getKey() + "' twice.");
            }
        }
        return values;
    }

    static RefusedException tooDeep(String field) {
        return RefusedException.of(
                Reason.LIMIT_EXCEEDED,
                field,
                "Field " + field + " is nested deeper than " + Protocol.MAX_DEPTH + " values.");
    }

    private static RefusedException invalid(String field, String how) {
        return RefusedException.of(Reason.INVALID_ARGUMENT, field, "Field " + field + " " + how);
    }
}
