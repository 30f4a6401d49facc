package keel.training.optimizer;

import keel.training.InvalidConfigException;

/**
 * Extragradient (Korpelevich 1976) over another optimiser: a look-ahead step, then a step from the old point with the gradient
 * found ahead. In bilinear games it converges where plain descent spirals out.
 *
 * <p>Over Adam it is ExtraAdam (Gidel et al. 2019, "A variational inequality perspective on GANs", algorithm 4): moments and
 * step count move in the look-ahead step too, so that t advances by two an iteration. Momentum and the averages of the others
 * move in both steps likewise. Weight decay, of either kind, acts at the point that each step starts from.
 *
 * @param of a rule that does not look ahead itself
 */
public record ExtragradientSpec(UpdateRule of) implements OptimizerSpec {
    public ExtragradientSpec {
        InvalidConfigException.require(
                !(of instanceof OptimisticSgdSpec) && !(of instanceof OptimisticAdamSpec),
                "extragradient over %s: both look ahead, and the prediction of one would be made from gradients of the other. Use extragradient over sgd or adam, or %s alone."
                        .formatted(of.type(), of.type()));
    }

    @Override
    public String kind() {
        return type() + " of " + of.kind();
    }

    @Override
    public String type() {
        return "extragradient";
    }

    @Override
    public boolean extrapolates() {
        return true;
    }

    @Override
    public boolean allowsMomentum(double momentum) {
        return of.allowsMomentum(momentum);
    }
}
