package keel.gans.loss;

/**
 * The non-saturating loss (Goodfellow et al. 2014): the discriminator descends {@code E softplus(-r) + E softplus(f)}, the
 * generator {@code E softplus(-f)}. At the ideal they are 2 ln 2 and ln 2.
 */
public record NonSaturating(LabelSmoothing smoothing) implements GanLoss {
    /** With plain labels. */
    public NonSaturating() {
        this(LabelSmoothing.NONE);
    }

    @Override
    public String type() {
        return "non-saturating";
    }

    @Override
    public double realTerm(double r, double f) {
        return smoothing.realTerm(r);
    }

    @Override
    public double realSlope(double r, double f) {
        return smoothing.realSlope(r);
    }

    @Override
    public double fakeTerm(double r, double f) {
        return GanLoss.softplus(f);
    }

    @Override
    public double fakeSlope(double r, double f) {
        return GanLoss.sigmoid(f);
    }

    @Override
    public double generatorTerm(double r, double f) {
        return GanLoss.softplus(-f);
    }

    @Override
    public double generatorSlope(double r, double f) {
        return -GanLoss.sigmoid(-f);
    }

    @Override
    public double idealDiscriminatorLoss() {
        return smoothing.idealDiscriminatorLoss();
    }

    @Override
    public double idealGeneratorLoss() {
        return -StrictMath.log(smoothing.idealProbability());
    }
}
