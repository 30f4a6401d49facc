package keel.training.optimizer;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The arithmetic of one kind of optimiser, as a record of its constants: one loop over a stretch of the flat arrays, written
 * so that the JIT makes vector instructions of it.
 *
 * <p>What a step needs beside the arrays is a handful of floats that {@link #prepare} computes: a loop on another device takes
 * the same ones.
 */
public sealed interface UpdateRule extends OptimizerSpec
        permits SgdSpec, RmsPropSpec, AdamSpec, AmsGradSpec, AdamWSpec, OptimisticAdamSpec, OptimisticSgdSpec {
    /** Names of what it remembers of past gradients; each is an array {@code [P,n]}, 0 at first. */
    List<String> memory();

    /** How many floats {@link #prepare} has room for. */
    int COEFFICIENTS = 8;

    /**
     * Computes what the loop of one step multiplies and adds with.
     *
     * @param coefficients takes at most {@link #COEFFICIENTS}; each kind says in which order
     */
    void prepare(Step step, float[] coefficients);

    /**
     * One step of the parameters {@code [from .. to)}, in place.
     *
     * @param memory {@code [memory().size()][P * n]}
     * @param coefficients of {@link #prepare}
     */
    void update(float[] parameters, float[] gradients, float[][] memory, int from, int to, float[] coefficients);

    /** What a step needs beside the arrays. One object serves all steps, so that a step allocates nothing. */
    final class Step {
        private double rate;
        private OptionalDouble momentum = OptionalDouble.empty();
        private long number;
        private final double[] bases = {Double.NaN, Double.NaN};
        private final long[] exponents = new long[bases.length];
        private final double[] powers = new double[bases.length];
        private int nextSlot;

        void set(double newRate, OptionalDouble newMomentum, long newNumber) {
            rate = newRate;
            momentum = newMomentum;
            number = newNumber;
        }

        /** > 0. */
        double rate() {
            return rate;
        }

        /** Replaces the constant momentum, or Adam's β₁, for this step. */
        OptionalDouble momentum() {
            return momentum;
        }

        /**
         * A constant to the power of this step's number, which is the same for all members of a cohort with the same
         * constant: kept, because StrictMath's own allocates until it is compiled.
         */
        double power(double base) {
            for (int i = 0; i < bases.length; i++) {
                if (bases[i] == base && exponents[i] == number) {
                    return powers[i];
                }
            }
            int slot = nextSlot;
            nextSlot = (slot + 1) % bases.length;
            bases[slot] = base;
            exponents[slot] = number;
            powers[slot] = StrictMath.pow(base, (double) number);
            return powers[slot];
        }
    }
}
