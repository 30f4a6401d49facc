package keel.env.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** Spaces to and from messages, not nested deeper than {@link Depth#MOST}. */
final class SpaceCodec {
    private SpaceCodec() {}

    /** @throws RefusedException if it is nested too deep */
    static keel.env.v1.Space encode(Space space, String field) {
        Depth.check(space.depth(), field);
        return encode(space);
    }

    private static keel.env.v1.Space encode(Space space) {
        keel.env.v1.Space.Builder message = keel.env.v1.Space.newBuilder();
        if (space instanceof ArraySpace array) {
            encode(array, message);
        } else if (space instanceof Text text) {
            message.getTextBuilder()
                    .setMinLength(text.minLength())
                    .setMaxLength(text.maxLength())
                    .setCharacters(text.characters());
        } else if (space instanceof Tuple tuple) {
            message.getTupleBuilder();
            tuple.parts().forEach(part -> message.getTupleBuilder().addParts(encode(part)));
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
        } else {
            ((OneOf) space)
                    .alternatives()
                    .forEach(part -> message.getOneOfBuilder().addAlternatives(encode(part)));
        }
        return message.build();
    }

    private static void encode(ArraySpace space, keel.env.v1.Space.Builder message) {
        if (space instanceof Box box) {
            message.getBoxBuilder().setLow(TensorCodec.encode(box.low())).setHigh(TensorCodec.encode(box.high()));
        } else if (space instanceof Discrete discrete) {
            message.getDiscreteBuilder().setN(discrete.n()).setStart(discrete.start());
        } else if (space instanceof MultiDiscrete discrete) {
            message.getMultiDiscreteBuilder()
                    .setN(TensorCodec.encode(discrete.n()))
                    .setStart(TensorCodec.encode(discrete.start()));
        } else {
            message.getMultiBinaryBuilder().addAllShape(((MultiBinary) space).axes());
        }
    }

    /** @throws RefusedException if the message is not a legal space, nested too deep, or of a kind not known here */
    static Space decode(keel.env.v1.Space message, String field) {
        return decode(message, field, 1);
    }

    private static Space decode(keel.env.v1.Space message, String field, int depth) {
        Depth.check(depth, field);
        try {
            return switch (message.getKindCase()) {
                case BOX ->
                    new Box(
                            TensorCodec.decode(message.getBox().getLow(), field + ".box.low"),
                            TensorCodec.decode(message.getBox().getHigh(), field + ".box.high"));
                case DISCRETE ->
                    new Discrete(
                            message.getDiscrete().getN(), message.getDiscrete().getStart());
                case MULTI_DISCRETE ->
                    new MultiDiscrete(
                            TensorCodec.decode(message.getMultiDiscrete().getN(), field + ".multi_discrete.n"),
                            TensorCodec.decode(message.getMultiDiscrete().getStart(), field + ".multi_discrete.start"));
                case MULTI_BINARY -> new MultiBinary(message.getMultiBinary().getShapeList());
                case TEXT ->
                    new Text(
                            message.getText().getMinLength(),
                            message.getText().getMaxLength(),
                            message.getText().getCharacters());
                case TUPLE -> new Tuple(decode(message.getTuple().getPartsList(), field + ".tuple.parts", depth + 1));
                case DICT -> dict(message.getDict(), field + ".dict", depth + 1);
                case GRAPH -> graph(message.getGraph(), field + ".graph", depth + 1);
                case SEQUENCE ->
                    new Sequence(
                            decode(
                                    message.getSequence().getElementSpace(),
                                    field + ".sequence.element_space",
                                    depth + 1),
                            message.getSequence().getStacked());
                case ONE_OF ->
                    new OneOf(decode(
                            message.getOneOf().getAlternativesList(), field + ".one_of.alternatives", depth + 1));
                case KIND_NOT_SET ->
                    throw RefusedException.of(
                            Reason.UNSUPPORTED,
                            field,
                            "Field " + field + " holds no space of a kind that protocol "
                                    + Protocol.describe(Protocol.VERSION) + " knows.");
            };
        } catch (RefusedException e) {
            throw e;
        } catch (EnvException e) {
            throw RefusedException.of(Reason.INVALID_ARGUMENT, field, "Field " + field + ": " + e.getMessage());
        }
    }

    private static List<Space> decode(List<keel.env.v1.Space> messages, String field, int depth) {
        List<Space> spaces = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            spaces.add(decode(messages.get(i), field + "[" + i + "]", depth));
        }
        return spaces;
    }

    private static Dict dict(keel.env.v1.Dict message, String field, int depth) {
        Map<String, Space> spaces = new LinkedHashMap<>();
        for (DictEntry entry : message.getEntriesList()) {
            String path = FieldPath.of(field, entry.getKey());
            if (spaces.put(entry.getKey(), decode(entry.getSpace(), path, depth)) != null) {
                throw RefusedException.of(
                        Reason.INVALID_ARGUMENT, path, "Field " + path + " is there twice. Give each key once.");
            }
        }
        return new Dict(spaces);
    }

    private static Graph graph(keel.env.v1.Graph message, String field, int depth) {
        ArraySpace nodes = array(message.getNodeSpace(), field + ".node_space", depth);
        Optional<ArraySpace> edges = message.hasEdgeSpace()
                ? Optional.of(array(message.getEdgeSpace(), field + ".edge_space", depth))
                : Optional.empty();
        return new Graph(nodes, edges);
    }

    private static ArraySpace array(keel.env.v1.Space message, String field, int depth) {
        Space space = decode(message, field, depth);
        if (space instanceof Box || space instanceof Discrete) {
            return (ArraySpace) space;
        }
        throw RefusedException.of(
                Reason.INVALID_ARGUMENT,
                field,
                "Field " + field + " is a " + space.getClass().getSimpleName() + "; it takes Box or Discrete.");
    }
}
