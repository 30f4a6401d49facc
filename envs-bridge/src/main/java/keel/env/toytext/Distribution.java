package keel.env.toytext;

import keel.env.numpy.Pcg64;

/** Probabilities of the numbers 0 .. n − 1, summed up in that order. Does not change. */
final class Distribution {
    private final double[] cumulative;

    /** @param probabilities at least one; their sum is not checked, as Gymnasium does not */
    Distribution(double... probabilities) {
        cumulative = probabilities.clone();
        for (int i = 1; i < cumulative.length; i++) {
            cumulative[i] += cumulative[i - 1];
        }
    }

    /** Equal probabilities of these numbers out of 0 .. n − 1, and none of the others. */
    static Distribution uniform(boolean... possible) {
        int count = 0;
        for (boolean one : possible) {
            count += one ? 1 : 0;
        }
        double[] probabilities = new double[possible.length];
        for (int i = 0; i < possible.length; i++) {
            probabilities[i] = possible[i] ? 1.0 / count : 0;
        }
        return new Distribution(probabilities);
    }

    /**
     * The first number whose cumulative probability exceeds one draw of {@code random()}; 0 if none does, which rounding
     * can bring about where the sum falls short of 1. Gymnasium's {@code categorical_sample}.
     */
    int sample(Pcg64 random) {
        double drawn = random.random();
        for (int i = 0; i < cumulative.length; i++) {
            if (cumulative[i] > drawn) {
                return i;
            }
        }
        return 0;
    }
}
