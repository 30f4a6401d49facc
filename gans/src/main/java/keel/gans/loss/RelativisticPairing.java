package keel.gans.loss;

/**
 * The relativistic pairing loss (Jolicoeur-Martineau 2018; Huang et al. 2024): the discriminator descends {@code E softplus(f -
 * r)}, the generator {@code E softplus(r - f)}. Only differences of logits count. At the ideal both are ln 2.
 */
public record RelativisticPairing() implements GanLoss {
    @Override
    public String type() {
        return "relativistic";
    }

    @Override
    public boolean pairs() {
        return true;
    }

    @Override
    public double realTerm(double r, double f) {
        return GanLoss.softplus(f - r);
    }

    @Override
    public double realSlope(double r, double f) {
        return -GanLoss.sigmoid(f - r);
    }

    @Override
    public double fakeTerm(double r, double f) {
        return 0;
    }

    @Override
    public double fakeSlope(double r, double f) {
        return GanLoss.sigmoid(f - r);
    }

    @Override
    public double generatorTerm(double r, double f) {
        return GanLoss.softplus(r - f);
    }

    @Override
    public double generatorSlope(double r, double f) {
        return -GanLoss.sigmoid(r - f);
    }

    @Override
    public double idealDiscriminatorLoss() {
        return StrictMath.log(2);
    }

    @Override
    public double idealGeneratorLoss() {
        return StrictMath.log(2);
    }
}
