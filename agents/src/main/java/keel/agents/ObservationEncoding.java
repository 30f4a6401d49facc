package keel.agents;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import keel.env.ArraySpace;
import keel.env.Batch;
import keel.env.Box;
import keel.env.Dict;
import keel.env.Discrete;
import keel.env.EnvException;
import keel.env.MultiBinary;
import keel.env.MultiDiscrete;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.Tuple;

/**
 * An environment's observations as rows of float32, as Gymnasium flattens them: a choice becomes one number an option, 1 for
 * the one chosen and 0 for the others; the parts of a Tuple or Dict follow each other.
 */
final class ObservationEncoding {
    /** One leaf of a batch. */
    private interface Leaf {
        int size();

        void write(Tensor values, int lane, float[] to, int at);
    }

    private final List<Leaf> leaves = new ArrayList<>();
    private final int size;
    private final int[] features;
    private final float[] row;

    /**
     * For one environment.
     *
     * @param features which of the flattened numbers agents see, in this order; empty: all
     * @throws EnvException if observations of this space have no fixed number of numbers, or there is no such feature
     */
    ObservationEncoding(String id, Space space, List<Integer> features) {
        add(id, space);
        int all = leaves.stream().mapToInt(Leaf::size).sum();
        row = new float[all];
        for (int feature : features) {
            if (feature >= all) {
                throw new EnvException(
                        "environment.features names feature %d, but an observation of '%s' has %d numbers. They are counted from 0."
                                .formatted(feature, id, all));
            }
        }
        this.features = features.isEmpty()
                ? new int[0]
                : features.stream().mapToInt(Integer::intValue).toArray();
        size = features.isEmpty() ? all : features.size();
    }

    private void add(String id, Space space) {
        if (space instanceof Tuple tuple) {
            tuple.parts().forEach(part -> add(id, part));
        } else if (space instanceof Dict dict) {
            dict.spaces().values().forEach(part -> add(id, part));
        } else if (space instanceof Discrete discrete) {
            leaves.add(new Choices(new long[] {discrete.n()}, new long[] {discrete.start()}));
        } else if (space instanceof MultiDiscrete several) {
            leaves.add(Choices.of(several));
        } else if (space instanceof Box || space instanceof MultiBinary) {
            leaves.add(new Numbers(size((ArraySpace) space)));
        } else {
            throw new EnvException(
                    "Environment '%s' has observation space %s, whose observations have no fixed number of numbers. Choose another environment."
                            .formatted(id, space));
        }
    }

    private static int size(ArraySpace space) {
        int size = 1;
        for (int n : space.shape()) {
            size = Math.multiplyExact(size, n);
        }
        return size;
    }

    /** Floats in a row. */
    int size() {
        return size;
    }

    /** Writes one lane's observation. */
    void write(Batch batch, int lane, float[] to, int at) {
        if (features.length == 0) {
            writeAll(batch, lane, to, at);
        } else {
            writeAll(batch, lane, row, 0);
            for (int i = 0; i < features.length; i++) {
                to[at + i] = row[features[i]];
            }
        }
    }

    private void writeAll(Batch batch, int lane, float[] to, int at) {
        int place = at;
        for (int i = 0; i < leaves.size(); i++) {
            leaves.get(i).write(batch.leaves().get(i), lane, to, place);
            place += leaves.get(i).size();
        }
    }

    private record Numbers(int size) implements Leaf {
        @Override
        public void write(Tensor values, int lane, float[] to, int at) {
            switch (values.elementType()) {
                case FLOAT32 -> System.arraycopy(values.floats(), lane * size, to, at, size);
                default -> {
                    for (int i = 0; i < size; i++) {
                        to[at + i] = (float) values.real(lane * size + i);
                    }
                }
            }
        }
    }

    private static final class Choices implements Leaf {
        private final long[] options;
        private final long[] starts;
        private final int size;

        Choices(long[] options, long[] starts) {
            this.options = options;
            this.starts = starts;
            long total = 0;
            for (long n : options) {
                total = Math.addExact(total, n);
            }
            size = Math.toIntExact(total);
        }

        static Choices of(MultiDiscrete space) {
            int count = space.n().length();
            long[] options = new long[count];
            long[] starts = new long[count];
            for (int i = 0; i < count; i++) {
                options[i] = space.n().whole(i);
                starts[i] = space.start().whole(i);
            }
            return new Choices(options, starts);
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public void write(Tensor values, int lane, float[] to, int at) {
            Arrays.fill(to, at, at + size, 0f);
            int place = at;
            for (int i = 0; i < options.length; i++) {
                to[place + Math.toIntExact(values.whole(lane * options.length + i) - starts[i])] = 1f;
                place += Math.toIntExact(options[i]);
            }
        }
    }
}
