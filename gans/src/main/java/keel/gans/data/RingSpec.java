package keel.gans.data;

import static keel.training.InvalidConfigException.require;

import keel.training.network.FeatureShape;

/**
 * Data: a mixture of equal Gaussians spaced evenly on a circle in the plane, the first at angle 0.
 *
 * @param modes how many Gaussians
 * @param radius of the circle
 * @param sigma standard deviation of each Gaussian, in both directions
 */
public record RingSpec(int modes, double radius, double sigma) implements DataSpec {
    public RingSpec {
        require(modes >= 1, "modes is %d, but a ring needs at least 1 mode.".formatted(modes));
        require(
                Double.isFinite(radius) && radius > 0 && Double.isFinite(sigma) && sigma > 0,
                "radius (%s) and sigma (%s) are lengths and must be > 0.".formatted(radius, sigma));
    }

    @Override
    public GanData open(DataFolder folder) {
        double[] centres = new double[modes * 2];
        for (int k = 0; k < modes; k++) {
            double angle = 2 * StrictMath.PI * k / modes;
            centres[2 * k] = radius * StrictMath.cos(angle);
            centres[2 * k + 1] = radius * StrictMath.sin(angle);
        }
        return new GeneratedData(shape(), new MixtureSampler(new Modes(centres, 2, sigma)));
    }

    @Override
    public FeatureShape shape() {
        return new FeatureShape.Flat(2);
    }
}
