package keel.training.optimizer;

import keel.training.InvalidConfigException;

/**
 * Lookahead (Zhang, Lucas, Hinton &amp; Ba 2019) over another optimiser: after every k iterations the slow weights φ go a part
 * α of the way to the fast ones θ, and the fast ones start again from there.
 *
 * <pre>
 * φ = φ + α (θ - φ)      θ = φ
 * </pre>
 *
 * <p>For two players (lookahead-minimax, Chavdarova et al. 2021) all networks do so at the end of the same iteration: give
 * them the same {@code every}, and call {@link Optimizer#synchronize} once all have stepped.
 *
 * @param every k, at least 1
 * @param alpha α in (0, 1]; 1 leaves the other optimiser alone
 * @param resetMoments whether the other optimiser forgets its moments at each synchronisation
 */
public record LookaheadSpec(int every, double alpha, boolean resetMoments, OptimizerSpec of) implements OptimizerSpec {
    public LookaheadSpec {
        InvalidConfigException.require(
                every >= 1,
                "lookahead: every is %d, but slow weights move after a number of iterations, at least 1. The usual value is 5."
                        .formatted(every));
        InvalidConfigException.require(
                alpha > 0 && alpha <= 1,
                "lookahead: alpha is %s, but it is the part of the way that slow weights go and must lie in (0, 1]. The usual value is 0.5."
                        .formatted(alpha));
    }

    @Override
    public String kind() {
        return type() + " of " + of.kind();
    }

    @Override
    public String type() {
        return "lookahead";
    }

    @Override
    public boolean extrapolates() {
        return of.extrapolates();
    }

    @Override
    public boolean allowsMomentum(double momentum) {
        return of.allowsMomentum(momentum);
    }
}
