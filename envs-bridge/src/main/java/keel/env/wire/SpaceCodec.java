package keel.env.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import keel.env.ArraySpace;
import keel.env.Box;
import keel.env.Dict;
import keel.env.Discrete;
import keel.env.EnvException;
import keel.env.Graph;
import keel.env.MultiBinary;
import keel.env.MultiDiscrete;
import keel.env.OneOf;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.Sequence;
import keel.env.Space;
import keel.env.Text;
import keel.env.Tuple;
import keel.env.v1.DictEntry;

/** Spaces to and from messages. */
final class SpaceCodec {
    private SpaceCodec() {}

    static keel.env.v1.Space encode(Space space) {
        keel.env.v1.Space.Builder message = keel.env.v1.Space.newBuilder();
        if (space instanceof Box box) {
            message.getBoxBuilder().setLow(TensorCodec.encode(box.low())).setHigh(TensorCodec.encode(box.high()));
        } else if (space instanceof Discrete discrete) {
            message.getDiscreteBuilder().setN(discrete.n()).setStart(discrete.start());
        } else if (space instanceof MultiDiscrete multi) {
            message.getMultiDiscreteBuilder()
                    .setN(TensorCodec.encode(multi.n()))
                    .setStart(TensorCodec.encode(multi.start()));
        } else if (space instanceof MultiBinary binary) {
            message.getMultiBinaryBuilder().addAllShape(binary.axes());
        } else if (space instanceof Text text) {
            message.getTextBuilder()
                    .setMinLength(text.minLength())
                    .setMaxLength(text.maxLength())
                    .setCharacters(text.characters());
        } else {
            encodeComposed(space, message);
        }
        return message.build();
    }

    private static void encodeComposed(Space space, keel.env.v1.Space.Builder message) {
        if (space instanceof Tuple tuple) {
            tuple.parts().forEach(part -> message.getTupleBuilder().addParts(encode(part)));
            message.getTupleBuilder();
        } else if (space instanceof Dict dict) {
            message.getDictBuilder();
            dict.spaces()
                    .forEach((key, part) -> message.getDictBuilder()
                            .addEntries(DictEntry.newBuilder().setKey(key).setSpace(encode(part))));
        } else if (space instanceof Graph graph) {
            message.getGraphBuilder().setNodeSpace(encode(graph.nodes()));
            graph.edges().ifPresent(edges -> message.getGraphBuilder().setEdgeSpace(encode(edges)));
        } else if (space instanceof Sequence sequence) {
            message.getSequenceBuilder()
                    .setElementSpace(encode(sequence.elements()))
                    .setStacked(sequence.stacked());
        } else if (space instanceof OneOf oneOf) {
            oneOf.alternatives().forEach(part -> message.getOneOfBuilder().addAlternatives(encode(part)));
        } else {
            throw new IllegalStateException("No wire form for the space " + space);
        }
    }

    /** @throws RefusedException if the message is not a legal space, is nested too deeply, or of a kind not known here */
    static Space decode(keel.env.v1.Space message, String field) {
        return decode(message, field, Protocol.MAX_DEPTH);
    }

    private static Space decode(keel.env.v1.Space message, String field, int depth) {
        if (depth == 0) {
            throw RefusedException.of(
                    Reason.LIMIT_EXCEEDED,
                    field,
                    "Field " + field + " is nested deeper than " + Protocol.MAX_DEPTH + " spaces.");
        }
        return switch (message.getKindCase()) {
            case BOX -> {
                var box = message.getBox();
                yield legal(
                        field + ".box",
                        () -> new Box(
                                TensorCodec.decode(box.getLow(), field + ".box.low"),
                                TensorCodec.decode(box.getHigh(), field + ".box.high")));
            }
            case DISCRETE -> {
                var discrete = message.getDiscrete();
                yield legal(field + ".discrete", () -> new Discrete(discrete.getN(), discrete.getStart()));
            }
            case MULTI_DISCRETE -> {
                var multi = message.getMultiDiscrete();
                yield legal(
                        field + ".multi_discrete",
                        () -> new MultiDiscrete(
                                TensorCodec.decode(multi.getN(), field + ".multi_discrete.n"),
                                TensorCodec.decode(multi.getStart(), field + ".multi_discrete.start")));
            }
            case MULTI_BINARY -> {
                var shape = message.getMultiBinary().getShapeList();
                yield legal(field + ".multi_binary", () -> multiBinary(shape));
            }
            case TEXT -> {
                var text = message.getText();
                yield legal(
                        field + ".text",
                        () -> new Text(text.getMinLength(), text.getMaxLength(), text.getCharacters()));
            }
            case TUPLE -> new Tuple(parts(message.getTuple().getPartsList(), field + ".tuple.parts", depth));
            case DICT -> dict(message.getDict(), field + ".dict", depth);
            case GRAPH -> graph(message.getGraph(), field + ".graph", depth);
            case SEQUENCE ->
                new Sequence(
                        decode(message.getSequence().getElementSpace(), field + ".sequence.element_space", depth - 1),
                        message.getSequence().getStacked());
            case ONE_OF -> {
                List<Space> alternatives =
                        parts(message.getOneOf().getAlternativesList(), field + ".one_of.alternatives", depth);
                yield legal(field + ".one_of", () -> new OneOf(alternatives));
            }
            case KIND_NOT_SET ->
                throw RefusedException.of(
                        Reason.UNSUPPORTED,
                        field,
                        "Field " + field + " holds no space of a kind that this protocol version knows.");
        };
    }

    private static MultiBinary multiBinary(List<Integer> shape) {
        long elements = 1;
        for (int size : shape) {
            elements *= size;
            if (size < 1 || elements > Protocol.MAX_MESSAGE_BYTES) {
                throw new EnvException("A MultiBinary space of shape " + shape + ": each axis is at least 1, and all"
                        + " together at most " + Protocol.MAX_MESSAGE_BYTES + ".");
            }
        }
        return new MultiBinary(shape);
    }

    private static List<Space> parts(List<keel.env.v1.Space> messages, String field, int depth) {
        List<Space> parts = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            parts.add(decode(messages.get(i), field + "[" + i + "]", depth - 1));
        }
        return parts;
    }

    private static Dict dict(keel.env.v1.Dict message, String field, int depth) {
        Map<String, Space> spaces = new LinkedHashMap<>();
        for (DictEntry entry : message.getEntriesList()) {
            Space space = decode(entry.getSpace(), field + "." + entry.getKey(), depth - 1);
            if (spaces.put(entry.getKey(), space) != null) {
                throw illegal(field, "holds the key '" + entry.getKey() + "' twice.");
            }
        }
        return new Dict(spaces);
    }

    private static Graph graph(keel.env.v1.Graph message, String field, int depth) {
        ArraySpace nodes = element(message.getNodeSpace(), field + ".node_space", depth);
        return new Graph(
                nodes,
                message.hasEdgeSpace()
                        ? Optional.of(element(message.getEdgeSpace(), field + ".edge_space", depth))
                        : Optional.empty());
    }

    private static ArraySpace element(keel.env.v1.Space message, String field, int depth) {
        Space space = decode(message, field, depth - 1);
        if (space instanceof Box || space instanceof Discrete) {
            return (ArraySpace) space;
        }
        throw illegal(field, "of a graph is neither Box nor Discrete.");
    }

    /** What the space itself refuses, as a refusal of the field. */
    private static <S extends Space> S legal(String field, Supplier<S> space) {
        try {
            return space.get();
        } catch (RefusedException e) {
            throw e;
        } catch (EnvException e) {
            throw RefusedException.of(Reason.INVALID_ARGUMENT, field, "Field " + field + ": " + e.getMessage());
        }
    }

    private static RefusedException illegal(String field, String how) {
        return RefusedException.of(Reason.INVALID_ARGUMENT, field, "Field " + field + " " + how);
    }
}
