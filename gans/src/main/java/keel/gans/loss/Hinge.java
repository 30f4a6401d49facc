package keel.gans.loss;

/**
 * The hinge loss (Lim &amp; Ye 2017): the discriminator descends {@code E max(0, 1 - r) + E max(0, 1 + f)}, the generator {@code
 * -E f}. At the ideal, any constant logit within ±1, the discriminator loses 2, and the generator minus that constant: 0 at the
 * middle.
 */
public record Hinge() implements GanLoss {
    @Override
    public String type() {
        return "hinge";
    }

    @Override
    public double realTerm(double r, double f) {
        return Math.max(0, 1 - r);
    }

    @Override
    public double realSlope(double r, double f) {
        return r < 1 ? -1 : flatOrNan(r);
    }

    @Override
    public double fakeTerm(double r, double f) {
        return Math.max(0, 1 + f);
    }

    @Override
    public double fakeSlope(double r, double f) {
        return f > -1 ? 1 : flatOrNan(f);
    }

    /** NaN must stay NaN, for the guard to see. */
    private static double flatOrNan(double logit) {
        return Double.isNaN(logit) ? logit : 0;
    }

    @Override
    public double generatorTerm(double r, double f) {
        return -f;
    }

    @Override
    public double generatorSlope(double r, double f) {
        return -1;
    }

    @Override
    public double idealDiscriminatorLoss() {
        return 2;
    }

    @Override
    public double idealGeneratorLoss() {
        return 0;
    }
}
