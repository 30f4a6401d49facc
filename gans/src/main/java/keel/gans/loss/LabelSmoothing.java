package keel.gans.loss;

import keel.training.InvalidConfigException;

/**
 * One-sided label smoothing (Salimans et al. 2016) of a cross-entropy: real rows have the label 1 - s, generated ones stay at 0.
 *
 * @param share s, in [0, 1)
 */
public record LabelSmoothing(double share) {
    /** Plain labels. */
    public static final LabelSmoothing NONE = new LabelSmoothing(0);

    public LabelSmoothing {
        InvalidConfigException.require(
                share >= 0 && share < 1,
                "label-smoothing is %s, but it is what real rows' label 1 is lowered by and must be in [0, 1). 0.1 is usual, 0 is none."
                        .formatted(share));
    }

    double realTerm(double r) {
        return share == 0 ? GanLoss.softplus(-r) : (1 - share) * GanLoss.softplus(-r) + share * GanLoss.softplus(r);
    }

    /** {@code -(1 - s) sigmoid(-r) + s sigmoid(r)}, which is this. */
    double realSlope(double r) {
        return share - GanLoss.sigmoid(-r);
    }

    /** The discriminator's best probability of "real" where both kinds of rows are alike. */
    double idealProbability() {
        return (1 - share) / 2;
    }

    /** Its loss there. */
    double idealDiscriminatorLoss() {
        double p = idealProbability();
        return -((1 - share) * StrictMath.log(p) + (1 + share) * StrictMath.log(1 - p));
    }
}
