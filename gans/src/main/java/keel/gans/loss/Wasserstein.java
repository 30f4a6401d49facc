package keel.gans.loss;

/**
 * The dual of the Wasserstein distance (Arjovsky et al. 2017): the discriminator, held to a bounded slope by clipped weights or a
 * gradient penalty, descends {@code E f - E r}, the generator {@code -E f}. The distance is minus the discriminator's loss; at
 * the ideal it is 0. The generator's loss has no level of its own: 0 stands for constant logits of 0.
 */
public record Wasserstein() implements GanLoss {
    @Override
    public String type() {
        return "wasserstein";
    }

    @Override
    public double realTerm(double r, double f) {
        return -r;
    }

    @Override
    public double realSlope(double r, double f) {
        return -1;
    }

    @Override
    public double fakeTerm(double r, double f) {
        return f;
    }

    @Override
    public double fakeSlope(double r, double f) {
        return 1;
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
        return 0;
    }

    @Override
    public double idealGeneratorLoss() {
        return 0;
    }
}
