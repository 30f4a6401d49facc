package keel.gans.loss;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the two players descend, in terms of the discriminator's logits: r of a real row, f of a generated one. Losses are means
 * over a batch's pairs {@code (r_i, f_i)}; the terms here are those of one pair.
 *
 * <p>A loss that {@linkplain #pairs() pairs} rows depends on both logits at once. Others are a sum of a term of r alone and one
 * of f alone, and take any number for the logit that they do not read.
 */
public sealed interface GanLoss permits NonSaturating, Minimax, LeastSquares, Hinge, Wasserstein, RelativisticPairing {
    /** All losses, by name, without label smoothing. */
    static SortedMap<String, GanLoss> plain() {
        SortedMap<String, GanLoss> all = new TreeMap<>();
        for (GanLoss loss : List.of(
                new NonSaturating(),
                new Minimax(),
                new LeastSquares(),
                new Hinge(),
                new Wasserstein(),
                new RelativisticPairing())) {
            all.put(loss.type(), loss);
        }
        return all;
    }

    /** Name in configuration files. */
    String type();

    /** Whether terms depend on r and f together. */
    default boolean pairs() {
        return false;
    }

    /** What the discriminator loses on a pair, as far as it depends on r. */
    double realTerm(double r, double f);

    /** Derivative of the discriminator's loss by r. */
    double realSlope(double r, double f);

    /** What the discriminator loses besides {@link #realTerm}. */
    double fakeTerm(double r, double f);

    /** Derivative of the discriminator's loss by f. */
    double fakeSlope(double r, double f);

    /** What the generator loses on a pair. */
    double generatorTerm(double r, double f);

    /** Derivative of the generator's loss by f. */
    double generatorSlope(double r, double f);

    /** The discriminator's loss where the generator draws from the data and the discriminator does its best: constant logits. */
    double idealDiscriminatorLoss();

    /** The generator's loss there. */
    double idealGeneratorLoss();

    /** {@code log(1 + exp(x))} without overflow. */
    static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    /** Derivative of {@link #softplus}. */
    static double sigmoid(double x) {
        double small = StrictMath.exp(-Math.abs(x));
        return x >= 0 ? 1 / (1 + small) : small / (1 + small);
    }
}
