package keel.env.numpy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.env.ArraySpace;
import keel.env.Box;
import keel.env.Dict;
import keel.env.Discrete;
import keel.env.ElementType;
import keel.env.EnvException;
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

/**
 * Random values of a space, the same as {@code space.seed(seed)} and {@code space.sample()} of Gymnasium 1.3 give: each
 * space has a random stream of its own, and the streams of a space's parts are seeded from its. A Text's characters must be
 * in the order of Gymnasium's {@code character_list}, and a Dict's keys in that of its {@code spaces}.
 *
 * <p>Samples lie within the space, but for two cases that follow Gymnasium: a Box of whole numbers is never sampled at the
 * two values at either end of a signed element type, and a Graph's nodes or edges of a Discrete space start at 0.
 */
public final class SpaceSampler {
    private static final int SUBSEEDS_BELOW = Integer.MAX_VALUE;
    private static final int NODES = 10;
    private static final double SEQUENCE_ENDS = 0.25;

    private final Space space;
    private final Pcg64 random;
    private final List<SpaceSampler> parts = new ArrayList<>();

    /** @param seed not negative */
    public SpaceSampler(Space space, long seed) {
        this.space = space;
        Pcg64 subseeds = new Pcg64(seed);
        for (Space part : parts(space)) {
            parts.add(new SpaceSampler(part, subseeds.integers(0, SUBSEEDS_BELOW)));
        }
        random = new Pcg64(seed);
    }

    /** Those with streams of their own that are drawn from; a Graph draws nodes and edges from its own stream. */
    private static List<Space> parts(Space space) {
        if (space instanceof Tuple tuple) {
            return tuple.parts();
        }
        if (space instanceof Dict dict) {
            return List.copyOf(dict.spaces().values());
        }
        if (space instanceof Sequence sequence) {
            return List.of(sequence.elements());
        }
        return space instanceof OneOf oneOf ? oneOf.alternatives() : List.of();
    }

    /**
     * The next value.
     *
     * @throws EnvException if the space holds a Box that NumPy cannot sample, a Text without characters, or a Graph of
     *     neither Box nor Discrete
     */
    public Value sample() {
        if (space instanceof ArraySpace array) {
            return sample(array);
        }
        if (space instanceof Text text) {
            return new Value.Text(sample(text));
        }
        if (space instanceof Graph graph) {
            return sample(graph);
        }
        if (space instanceof Tuple) {
            return new Value.Items(parts.stream().map(SpaceSampler::sample).toList());
        }
        if (space instanceof Dict dict) {
            Map<String, Value> entries = new LinkedHashMap<>();
            for (String key : dict.spaces().keySet()) {
                entries.put(key, parts.get(entries.size()).sample());
            }
            return new Value.Entries(entries);
        }
        if (space instanceof OneOf) {
            int alternative = (int) random.integers(0, parts.size());
            return new Value.Choice(alternative, parts.get(alternative).sample());
        }
        long length = random.geometric(SEQUENCE_ENDS);
        List<Value> elements = new ArrayList<>();
        for (long i = 0; i < length; i++) {
            elements.add(parts.get(0).sample());
        }
        return new Value.Items(elements);
    }

    private Tensor sample(ArraySpace array) {
        if (array instanceof Discrete discrete) {
            return Tensor.of(new long[] {discrete.start() + random.integers(0, discrete.n())});
        }
        if (array instanceof MultiDiscrete multiDiscrete) {
            return sample(multiDiscrete);
        }
        if (array instanceof MultiBinary binary) {
            int count = Tensor.zeros(ElementType.INT8, binary.shape()).length();
            return Tensor.of(ElementType.INT8, random.smallIntegers(count, 0, 2), binary.shape());
        }
        return BoxSampling.sample((Box) array, random);
    }

    private Tensor sample(MultiDiscrete space) {
        Tensor sample = Tensor.zeros(space.elementType(), space.shape());
        for (int i = 0; i < sample.length(); i++) {
            long value =
                    (long) (random.random() * space.n().real(i)) + space.start().whole(i);
            switch (space.elementType().storage()) {
                case BYTES -> sample.bytes()[i] = (byte) value;
                case SHORTS -> sample.shorts()[i] = (short) value;
                case INTS -> sample.ints()[i] = (int) value;
                default -> sample.longs()[i] = value;
            }
        }
        return sample;
    }

    private String sample(Text text) {
        long length = random.integersThrough(text.minLength(), text.maxLength());
        int[] characters = text.characters().codePoints().toArray();
        if (characters.length == 0) {
            if (text.minLength() == 0) {
                return "";
            }
            throw new EnvException("A Text space of at least " + text.minLength()
                    + " characters cannot be sampled, for it has no characters. Give it some.");
        }
        double[] probabilities = new double[characters.length];
        Arrays.fill(probabilities, 1.0 / characters.length);
        StringBuilder sample = new StringBuilder();
        for (long i = 0; i < length; i++) {
            sample.appendCodePoint(characters[random.choice(probabilities)]);
        }
        return sample.toString();
    }

    private Value.Graph sample(Graph graph) {
        int edgeCount = (int) random.integers(0, NODES * (NODES - 1));
        Tensor nodes = rows(graph.nodes(), NODES);
        if (graph.edges().isEmpty() || edgeCount == 0) {
            return new Value.Graph(nodes, Optional.empty(), Tensor.zeros(ElementType.INT64, 0, 2));
        }
        Tensor edges = rows(graph.edges().get(), edgeCount);
        long[] links = new long[2 * edgeCount];
        for (int i = 0; i < links.length; i++) {
            links[i] = random.integers(0, NODES);
        }
        return new Value.Graph(nodes, Optional.of(edges), Tensor.of(links, edgeCount, 2));
    }

    /** One sample of a space that has this one's elements many times. */
    private Tensor rows(ArraySpace element, int count) {
        if (element instanceof Discrete discrete) {
            long[] n = new long[count];
            Arrays.fill(n, discrete.n());
            return sample(MultiDiscrete.of(n));
        }
        if (element instanceof Box box) {
            Box many = new Box(repeated(box.low(), count), repeated(box.high(), count));
            return BoxSampling.sample(many, random);
        }
        throw new EnvException("A Graph of " + element + " cannot be sampled: nodes and edges are Box or Discrete.");
    }

    private static Tensor repeated(Tensor row, int count) {
        return Tensor.stack(row.elementType(), row.shape(), Collections.nCopies(count, row));
    }
}
