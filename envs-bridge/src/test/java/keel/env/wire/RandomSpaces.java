package keel.env.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import keel.env.ArraySpace;
import keel.env.Box;
import keel.env.Dict;
import keel.env.Discrete;
import keel.env.ElementType;
import keel.env.Graph;
import keel.env.MultiBinary;
import keel.env.MultiDiscrete;
import keel.env.OneOf;
import keel.env.Sequence;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.Text;
import keel.env.Tuple;
import keel.env.Value;

/** Spaces of all ten kinds and values of them, drawn from a seed. */
final class RandomSpaces {
    private static final List<ElementType> TYPES = List.of(ElementType.values());

    private final SplittableRandom random;

    RandomSpaces(long seed) {
        random = new SplittableRandom(seed);
    }

    Space space(int depth) {
        return switch (random.nextInt(depth > 1 ? 10 : 5)) {
            case 0, 1, 2, 3 -> array();
            case 4 -> new Text(0, random.nextInt(8), "abä€😀");
            case 5 -> new Tuple(spaces(random.nextInt(4), depth - 1));
            case 6 -> dict(depth);
            case 7 -> new Graph(nodes(), random.nextBoolean() ? Optional.of(nodes()) : Optional.empty());
            case 8 -> new Sequence(space(depth - 1), random.nextBoolean());
            default -> new OneOf(spaces(1 + random.nextInt(3), depth - 1));
        };
    }

    private Dict dict(int depth) {
        Map<String, Space> entries = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            entries.put("k" + random.nextInt(1000), space(depth - 1));
        }
        return new Dict(entries);
    }

    private List<Space> spaces(int count, int depth) {
        List<Space> spaces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            spaces.add(space(depth));
        }
        return spaces;
    }

    private ArraySpace nodes() {
        return random.nextBoolean() ? box() : discrete();
    }

    private Discrete discrete() {
        return new Discrete(1 + random.nextInt(100), random.nextInt(-50, 50));
    }

    private Box box() {
        ElementType type = TYPES.get(random.nextInt(TYPES.size()));
        int[] shape = shape();
        return new Box(tensor(type, shape), tensor(type, shape));
    }

    private ArraySpace array() {
        return switch (random.nextInt(4)) {
            case 0 -> box();
            case 1 -> discrete();
            case 2 -> MultiDiscrete.of(1 + random.nextInt(9), 1 + random.nextInt(9));
            default -> new MultiBinary(List.of(1 + random.nextInt(4), 1 + random.nextInt(3)));
        };
    }

    private int[] shape() {
        int[] shape = new int[random.nextInt(4)];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = random.nextInt(4);
        }
        return shape;
    }

    /** Any bits, so also NaNs with payloads, infinities, and integers beyond int64's signed range. */
    Tensor tensor(ElementType type, int... shape) {
        Tensor tensor = Tensor.zeros(type, shape);
        byte[] bits = new byte[tensor.length() * type.bytes()];
        random.nextBytes(bits);
        ByteBuffer buffer = ByteBuffer.wrap(bits).order(ByteOrder.LITTLE_ENDIAN);
        switch (type.storage()) {
            case BYTES -> buffer.get(tensor.bytes());
            case SHORTS -> buffer.asShortBuffer().get(tensor.shorts());
            case INTS -> buffer.asIntBuffer().get(tensor.ints());
            case LONGS -> buffer.asLongBuffer().get(tensor.longs());
            case FLOATS -> buffer.asFloatBuffer().get(tensor.floats());
            case DOUBLES -> buffer.asDoubleBuffer().get(tensor.doubles());
        }
        if (type == ElementType.BOOL) {
            for (int i = 0; i < tensor.length(); i++) {
                tensor.bytes()[i] &= 1;
            }
        }
        return tensor;
    }

    /** Of the space's form; an array's elements need not be within its bounds. */
    Value value(Space space) {
        if (space instanceof ArraySpace array) {
            return tensor(array.elementType(), array.shape());
        }
        if (space instanceof Text text) {
            int[] points = text.characters().codePoints().toArray();
            StringBuilder drawn = new StringBuilder();
            for (int i = random.nextInt(text.maxLength() + 1); i > 0; i--) {
                drawn.appendCodePoint(points[random.nextInt(points.length)]);
            }
            return new Value.Text(drawn.toString());
        }
        if (space instanceof Tuple tuple) {
            return new Value.Items(tuple.parts().stream().map(this::value).toList());
        }
        if (space instanceof Dict dict) {
            Map<String, Value> entries = new LinkedHashMap<>();
            dict.spaces().forEach((key, part) -> entries.put(key, value(part)));
            return new Value.Entries(entries);
        }
        if (space instanceof Sequence sequence) {
            List<Value> items = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                items.add(value(sequence.elements()));
            }
            return new Value.Items(items);
        }
        if (space instanceof OneOf oneOf) {
            int alternative = random.nextInt(oneOf.alternatives().size());
            return new Value.Choice(alternative, value(oneOf.alternatives().get(alternative)));
        }
        return graph((Graph) space);
    }

    private Value graph(Graph space) {
        int nodes = 1 + random.nextInt(4);
        int edges = space.edges().isPresent() ? random.nextInt(3) : 0;
        long[] links = random.longs(2L * edges, 0, nodes).toArray();
        return new Value.Graph(
                tensor(
                        space.nodes().elementType(),
                        Tensor.withFirstAxis(nodes, space.nodes().shape())),
                edges == 0
                        ? Optional.empty()
                        : space.edges().map(of -> tensor(of.elementType(), Tensor.withFirstAxis(edges, of.shape()))),
                Tensor.of(links, edges, 2));
    }
}
