package keel.gans.loss;

/**
 * Least squares (Mao et al. 2017) with the labels -1 and 1, and 1 for the generator: the discriminator descends {@code E (r - 1)²
 * / 2 + E (f + 1)² / 2}, the generator {@code E (f - 1)² / 2}. At the ideal, logits of 0, they are 1 and 1/2.
 */
public record LeastSquares() implements GanLoss {
    @Override
    public String type() {
        return "least-squares";
    }

    @Override
    public double realTerm(double r, double f) {
        return (r - 1) * (r - 1) / 2;
    }

    @Override
    public double realSlope(double r, double f) {
        return r - 1;
    }

    @Override
    public double fakeTerm(double r, double f) {
        return (f + 1) * (f + 1) / 2;
    }

    @Override
    public double fakeSlope(double r, double f) {
        return f + 1;
    }

    @Override
    public double generatorTerm(double r, double f) {
        return (f - 1) * (f - 1) / 2;
    }

    @Override
    public double generatorSlope(double r, double f) {
        return f - 1;
    }

    @Override
    public double idealDiscriminatorLoss() {
        return 1;
    }

    @Override
    public double idealGeneratorLoss() {
        return 0.5;
    }
}
