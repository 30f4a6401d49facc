package keel.env.wire;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import keel.env.Infos;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.Tensor;
import keel.env.v1.InfoColumn;

/** Infos to and from messages. */
final class InfosCodec {
    private InfosCodec() {}

    static keel.env.v1.Infos encode(Infos infos, String field) {
        keel.env.v1.Infos.Builder message = keel.env.v1.Infos.newBuilder();
        infos.columns().forEach((key, column) -> message.addColumns(encode(key, column, field + "." + key)));
        return message.build();
    }

    private static InfoColumn encode(String key, Infos.Column column, String field) {
        InfoColumn.Builder message =
                InfoColumn.newBuilder().setKey(key).setPresent(TensorCodec.bytes(column.present()));
        if (column instanceof Infos.Numbers numbers) {
            message.setTensor(TensorCodec.encode(numbers.values()));
        } else if (column instanceof Infos.Objects objects) {
            message.setObjects(ValueCodec.encodeList(objects.values(), field));
        } else if (column instanceof Infos.Nested nested) {
            message.setNested(encode(nested.infos(), field));
        }
        return message.build();
    }

    /** @throws RefusedException if a column does not have {@code lanes} rows, or they are nested too deeply */
    static Infos decode(keel.env.v1.Infos message, int lanes, String field) {
        return decode(message, lanes, field, Protocol.MAX_DEPTH);
    }

    private static Infos decode(keel.env.v1.Infos message, int lanes, String field, int depth) {
        if (depth == 0) {
            throw ValueCodec.tooDeep(field);
        }
        if (message.getColumnsCount() == 0) {
            return Infos.NONE;
        }
        Map<String, Infos.Column> columns = new LinkedHashMap<>();
        for (InfoColumn column : message.getColumnsList()) {
            String path = field + "." + column.getKey();
            if (columns.put(column.getKey(), decode(column, lanes, path, depth)) != null) {
                throw invalid(path, "is there twice.");
            }
        }
        return new Infos(columns);
    }

    private static Infos.Column decode(InfoColumn column, int lanes, String field, int depth) {
        ByteString mask = column.getPresent();
        boolean[] present = new boolean[lanes];
        TensorCodec.decodeInto(mask, present, field + ".present");
        return switch (column.getValuesCase()) {
            case TENSOR -> {
                Tensor values = TensorCodec.decode(column.getTensor(), field);
                if (values.rank() == 0 || values.size(0) != lanes) {
                    throw invalid(field, "is " + values.describe() + ", not one row for each of " + lanes + " lanes.");
                }
                yield new Infos.Numbers(present, values);
            }
            case OBJECTS -> {
                List<Object> values = ValueCodec.decodeList(column.getObjects(), field, depth - 1);
                if (values.size() != lanes) {
                    throw invalid(
                            field, "holds " + values.size() + " values, not one for each of " + lanes + " lanes.");
                }
                yield new Infos.Objects(present, values);
            }
            case NESTED -> new Infos.Nested(present, decode(column.getNested(), lanes, field, depth - 1));
            case VALUES_NOT_SET -> throw invalid(field, "has no values: set one of tensor, objects, nested.");
        };
    }

    private static RefusedException invalid(String field, String how) {
        return RefusedException.of(Reason.INVALID_ARGUMENT, field, "Field " + field + " " + how);
    }
}
