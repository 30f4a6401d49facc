package keel.env.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.env.ArraySpace;
import keel.env.Box;
import keel.env.Dict;
import keel.env.Discrete;
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
import keel.env.numpy.Pcg64;

/** Draws values that a space allows. Not Gymnasium's draws: any will do here, as long as the seed gives them again. */
final class AllowedValues {
    private static final int MOST_ITEMS = 4;
    private static final double UNBOUNDED_RANGE = 1.0;

    private final Pcg64 random;

    AllowedValues(long seed) {
        random = new Pcg64(seed);
    }

    Value sample(Space space) {
        if (space instanceof ArraySpace array) {
            return sampleArray(array);
        }
        if (space instanceof Text text) {
            return sampleText(text);
        }
        if (space instanceof Tuple tuple) {
            return new Value.Items(tuple.parts().stream().map(this::sample).toList());
        }
        if (space instanceof Dict dict) {
            Map<String, Value> values = new LinkedHashMap<>();
            dict.spaces().forEach((key, part) -> values.put(key, sample(part)));
            return new Value.Entries(values);
        }
        if (space instanceof Sequence sequence) {
            List<Value> items = new ArrayList<>();
            long count = random.integers(0, MOST_ITEMS + 1);
            for (long i = 0; i < count; i++) {
                items.add(sample(sequence.elements()));
            }
            return new Value.Items(items);
        }
        if (space instanceof OneOf oneOf) {
            int chosen = (int) random.integers(0, oneOf.alternatives().size());
            return new Value.Choice(chosen, sample(oneOf.alternatives().get(chosen)));
        }
        return sampleGraph((Graph) space);
    }

    private Value sampleText(Text text) {
        int[] characters = text.characters().codePoints().toArray();
        long length = characters.length == 0 ? 0 : random.integers(text.minLength(), (long) text.maxLength() + 1);
        StringBuilder drawn = new StringBuilder();
        for (long i = 0; i < length; i++) {
            drawn.appendCodePoint(characters[(int) random.integers(0, characters.length)]);
        }
        return new Value.Text(drawn.toString());
    }

    private Value sampleGraph(Graph graph) {
        int nodes = (int) random.integers(1, MOST_ITEMS + 1);
        int edges = graph.edges().isPresent() ? (int) random.integers(0, MOST_ITEMS + 1) : 0;
        long[] ends = new long[2 * edges];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = random.integers(0, nodes);
        }
        return new Value.Graph(
                rows(graph.nodes(), nodes),
                edges == 0 ? Optional.empty() : graph.edges().map(space -> rows(space, edges)),
                Tensor.of(ends, edges, 2));
    }

    private Tensor rows(ArraySpace space, int count) {
        List<Tensor> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(sampleArray(space));
        }
        return Tensor.stack(space.elementType(), space.shape(), rows);
    }

    private Tensor sampleArray(ArraySpace space) {
        Tensor drawn = Tensor.zeros(space.elementType(), space.shape());
        for (int i = 0; i < drawn.length(); i++) {
            if (space instanceof Box box) {
                drawBox(box, i, drawn);
            } else if (space instanceof Discrete discrete) {
                setWhole(drawn, i, discrete.start() + random.integers(0, discrete.n()));
            } else if (space instanceof MultiDiscrete many) {
                setWhole(
                        drawn,
                        i,
                        many.start().whole(i) + random.integers(0, many.n().whole(i)));
            } else if (space instanceof MultiBinary) {
                setWhole(drawn, i, random.integers(0, 2));
            }
        }
        return drawn;
    }

    private void drawBox(Box box, int i, Tensor drawn) {
        if (box.elementType().floating()) {
            double low = box.low().real(i);
            double high = box.high().real(i);
            if (Double.isInfinite(low)) {
                low = Double.isInfinite(high) ? -UNBOUNDED_RANGE : high - UNBOUNDED_RANGE;
            }
            if (Double.isInfinite(high)) {
                high = low + 2 * UNBOUNDED_RANGE;
            }
            setReal(
                    drawn,
                    i,
                    Math.max(low, Math.min(high, low / 2 + high / 2 + (high / 2 - low / 2) * random.uniform(-1, 1))));
            return;
        }
        long low = box.low().whole(i);
        long span = box.high().whole(i) - low;
        setWhole(
                drawn,
                i,
                span < 0 || span == Long.MAX_VALUE ? low + random.integers(0, 2) : low + random.integers(0, span + 1));
    }

    private static void setReal(Tensor tensor, int i, double value) {
        switch (tensor.elementType()) {
            case FLOAT32 -> tensor.floats()[i] = (float) value;
            case FLOAT64 -> tensor.doubles()[i] = value;
            default -> {
                // binary16: whole quarters are exact up to 512, and near enough to any bounds that are used.
                tensor.shorts()[i] = half(Math.rint(value * 4) / 4);
            }
        }
    }

    /** The bits of a number that binary16 holds exactly, from −512 to 512. */
    private static short half(double value) {
        if (value == 0) {
            return 0;
        }
        int exponent = Math.getExponent(value);
        int fraction = (int) ((Math.abs(value) / Math.scalb(1.0, exponent) - 1) * 1024);
        return (short) ((value < 0 ? 0x8000 : 0) | (exponent + 15) << 10 | fraction);
    }

    private static void setWhole(Tensor tensor, int i, long value) {
        switch (tensor.elementType().storage()) {
            case BYTES -> tensor.bytes()[i] = (byte) value;
            case SHORTS -> tensor.shorts()[i] = (short) value;
            case INTS -> tensor.ints()[i] = (int) value;
            case LONGS -> tensor.longs()[i] = value;
            case FLOATS, DOUBLES -> throw new IllegalArgumentException("not a whole number: " + tensor.describe());
        }
    }

    /** A value of the right type and shape that the space does not allow; empty for any but Discrete. */
    static Optional<Value> disallowed(Space space) {
        if (space instanceof Discrete discrete && discrete.start() + discrete.n() > discrete.start()) {
            return Optional.of(Tensor.of(new long[] {discrete.start() + discrete.n()}));
        }
        return Optional.empty();
    }
}
