package keel.env.wire;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import keel.env.Infos;
import keel.env.Infos.Column;
import keel.env.Infos.Nested;
import keel.env.Infos.Numbers;
import keel.env.Infos.Objects;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.Tensor;
import keel.env.v1.InfoColumn;
import keel.env.v1.ValueList;

/** Infos to and from messages, column by column. */
final class InfosCodec {
    private InfosCodec() {}

    /** @throws RefusedException if a value has no wire form, naming its key */
    static keel.env.v1.Infos encode(Infos infos, String field) {
        return encode(infos, field, 1);
    }

    private static keel.env.v1.Infos encode(Infos infos, String field, int depth) {
        Depth.check(depth, field);
        keel.env.v1.Infos.Builder message = keel.env.v1.Infos.newBuilder();
        infos.columns()
                .forEach((key, column) -> message.addColumns(encode(key, column, FieldPath.of(field, key), depth)));
        return message.build();
    }

    private static InfoColumn encode(String key, Column column, String field, int depth) {
        InfoColumn.Builder message =
                InfoColumn.newBuilder().setKey(key).setPresent(TensorCodec.bytes(column.present()));
        if (column instanceof Numbers numbers) {
            message.setTensor(TensorCodec.encode(numbers.values()));
        } else if (column instanceof Nested nested) {
            message.setNested(encode(nested.infos(), field, depth + 1));
        } else {
            ValueList.Builder values = ValueList.newBuilder();
            for (Object value : ((Objects) column).values()) {
                values.addValues(ValueCodec.encode(value, field, depth + 1));
            }
            message.setObjects(values);
        }
        return message.build();
    }

    /**
     * @param lanes that the columns are of
     * @throws RefusedException if a column is not of so many lanes, is there twice, or holds no legal value
     */
    static Infos decode(keel.env.v1.Infos message, int lanes, String field) {
        return message.getColumnsCount() == 0 ? Infos.NONE : decode(message, lanes, field, 1);
    }

    private static Infos decode(keel.env.v1.Infos message, int lanes, String field, int depth) {
        Depth.check(depth, field);
        Map<String, Column> columns = new LinkedHashMap<>();
        for (InfoColumn column : message.getColumnsList()) {
            String path = FieldPath.of(field, column.getKey());
            if (columns.put(column.getKey(), decode(column, lanes, path, depth)) != null) {
                throw invalid(path, "is there twice. Give each key once.");
            }
        }
        return new Infos(columns);
    }

    private static Column decode(InfoColumn message, int lanes, String field, int depth) {
        boolean[] present = present(message.getPresent(), lanes, field);
        return switch (message.getValuesCase()) {
            case TENSOR -> {
                Tensor values = TensorCodec.decode(message.getTensor(), field);
                if (values.rank() == 0 || values.size(0) != lanes) {
                    throw invalid(field, "holds " + values.describe() + " for " + lanes + " lanes.");
                }
                yield new Numbers(present, values);
            }
            case OBJECTS -> {
                int count = message.getObjects().getValuesCount();
                if (count != lanes) {
                    throw invalid(field, "holds " + count + " values for " + lanes + " lanes.");
                }
                List<Object> values = new ArrayList<>(lanes);
                for (int lane = 0; lane < lanes; lane++) {
                    values.add(
                            present[lane]
                                    ? ValueCodec.decode(message.getObjects().getValues(lane), field, depth + 1)
                                    : Infos.Nothing.NOTHING);
                }
                yield new Objects(present, values);
            }
            case NESTED -> new Nested(present, decode(message.getNested(), lanes, field, depth + 1));
            case VALUES_NOT_SET -> throw invalid(field, "holds no values of a kind that this protocol version knows.");
        };
    }

    private static boolean[] present(ByteString bytes, int lanes, String field) {
        boolean[] present = new boolean[lanes];
        TensorCodec.decodeInto(bytes, present, field + ".present");
        return present;
    }

    private static RefusedException invalid(String field, String how) {
        return RefusedException.of(Reason.INVALID_ARGUMENT, field, "Field " + field + " " + how);
    }
}
