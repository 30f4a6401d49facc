package keel.agents;

import java.util.Arrays;
import java.util.List;
import keel.env.Box;
import keel.env.Discrete;
import keel.env.ElementType;
import keel.env.EnvException;
import keel.env.MultiBinary;
import keel.env.MultiDiscrete;
import keel.env.Space;
import keel.env.Tensor;

/**
 * How agents write an environment's actions: as {@link #width()} numbers a lane, float32, the same in lanes, rollouts and
 * replay buffers. A choice is its index from 0, wherever its space starts; a bounded number is scaled so that its bounds are
 * -1 and 1.
 */
public sealed interface ActionEncoding {
    /** A, numbers in one action. */
    int width();

    /** Room for the actions of some lanes in the environment's own form, {@code [lanes, ...shape]}. */
    Tensor room(int lanes);

    /**
     * Writes actions in the environment's own form.
     *
     * @param actions {@code [..., A]}
     * @param from index of the first lane's first number
     * @param to from {@link #room}
     */
    void write(float[] actions, int from, Tensor to);

    /** For this action space; one that agents cannot write is {@link Other}, for the algorithm to refuse. */
    static ActionEncoding of(Space space) {
        if (space instanceof Discrete discrete) {
            return new Choice(Math.toIntExact(discrete.n()), discrete.start());
        }
        if (space instanceof MultiDiscrete several) {
            return Choices.of(several);
        }
        if (space instanceof MultiBinary flags) {
            int count = flags.axes().stream().reduce(1, Math::multiplyExact);
            int[] options = new int[count];
            Arrays.fill(options, 2);
            return new Choices(options, new long[count], ElementType.INT8, flags.shape());
        }
        if (space instanceof Box box
                && (box.elementType() == ElementType.FLOAT32 || box.elementType() == ElementType.FLOAT64)) {
            return Numbers.of(box);
        }
        return new Other(space);
    }

    /**
     * One choice.
     *
     * @param options how many there are
     * @param start number of the first in the environment
     */
    record Choice(int options, long start) implements ActionEncoding {
        @Override
        public int width() {
            return 1;
        }

        @Override
        public Tensor room(int lanes) {
            return Tensor.zeros(ElementType.INT64, lanes);
        }

        @Override
        public void write(float[] actions, int from, Tensor to) {
            for (int lane = 0; lane < to.length(); lane++) {
                to.setWhole(lane, start + (long) actions[from + lane]);
            }
        }
    }

    /**
     * Several choices, made together.
     *
     * @param options how many each has
     * @param starts number of the first of each in the environment
     * @param elementType of the space
     * @param shape of the space
     */
    record Choices(int[] options, long[] starts, ElementType elementType, int[] shape) implements ActionEncoding {
        static Choices of(MultiDiscrete space) {
            int count = space.n().length();
            int[] options = new int[count];
            long[] starts = new long[count];
            for (int i = 0; i < count; i++) {
                options[i] = Math.toIntExact(space.n().whole(i));
                starts[i] = space.start().whole(i);
            }
            return new Choices(options, starts, space.elementType(), space.shape());
        }

        @Override
        public int width() {
            return options.length;
        }

        /** Options of all choices together: the logits that a policy needs. */
        public int logits() {
            return Arrays.stream(options).sum();
        }

        @Override
        public Tensor room(int lanes) {
            return Tensor.zeros(elementType, Tensor.withFirstAxis(lanes, shape));
        }

        @Override
        public void write(float[] actions, int from, Tensor to) {
            for (int i = 0; i < to.length(); i++) {
                to.setWhole(i, starts[i % options.length] + (long) actions[from + i]);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Choices choices
                    && Arrays.equals(options, choices.options)
                    && Arrays.equals(starts, choices.starts)
                    && elementType == choices.elementType
                    && Arrays.equals(shape, choices.shape);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(options);
        }

        @Override
        public String toString() {
            return "Choices" + Arrays.toString(options);
        }
    }

    /**
     * Numbers. Those with two finite bounds are written from -1 to 1; what lies outside is moved to the bound when the
     * environment is stepped. Others are as they are, moved to the bound they have.
     *
     * @param space of float32 or float64
     */
    record Numbers(Box space, List<Double> low, List<Double> high) implements ActionEncoding {
        public Numbers {
            low = List.copyOf(low);
            high = List.copyOf(high);
        }

        static Numbers of(Box space) {
            Double[] low = new Double[space.low().length()];
            Double[] high = new Double[low.length];
            for (int i = 0; i < low.length; i++) {
                low[i] = space.low().real(i);
                high[i] = space.high().real(i);
            }
            return new Numbers(space, List.of(low), List.of(high));
        }

        @Override
        public int width() {
            return low.size();
        }

        /** Whether every number has two finite bounds, as squashed policies and noise of a given size need. */
        public boolean bounded() {
            for (int i = 0; i < width(); i++) {
                if (!bounded(i)) {
                    return false;
                }
            }
            return true;
        }

        private boolean bounded(int i) {
            return Double.isFinite(low.get(i)) && Double.isFinite(high.get(i));
        }

        @Override
        public Tensor room(int lanes) {
            return Tensor.zeros(space.elementType(), Tensor.withFirstAxis(lanes, space.shape()));
        }

        @Override
        public void write(float[] actions, int from, Tensor to) {
            for (int k = 0; k < to.length(); k++) {
                int i = k % width();
                double own = actions[from + k];
                double value = bounded(i) ? low.get(i) + (own + 1) * 0.5 * (high.get(i) - low.get(i)) : own;
                to.setReal(k, Math.max(low.get(i), Math.min(high.get(i), value)));
            }
        }
    }

    /** A space whose actions agents cannot write. */
    record Other(Space space) implements ActionEncoding {
        @Override
        public int width() {
            return 1;
        }

        @Override
        public Tensor room(int lanes) {
            return Tensor.zeros(ElementType.FLOAT32, lanes);
        }

        @Override
        public void write(float[] actions, int from, Tensor to) {
            throw new EnvException("Actions of the space %s cannot be written as numbers. Choose another environment."
                    .formatted(space));
        }
    }
}
