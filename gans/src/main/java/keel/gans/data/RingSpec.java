package keel.gans.data;

import static keel.training.InvalidConfigException.require;

/**
 * Data: a mixture of equal Gaussians spaced evenly on a circle in the plane.
 *
 * @param modes how many Gaussians
 * @param radius of the circle
 * @param sigma standard deviation of each Gaussian, in both directions
 */
public record RingSpec(int modes, double radius, double sigma) {
    public RingSpec {
        require(modes >= 1, "data.modes is %d, but a ring needs at least 1 mode.".formatted(modes));
        require(
                Double.isFinite(radius) && radius > 0 && Double.isFinite(sigma) && sigma > 0,
                "data.radius (%s) and data.sigma (%s) are lengths and must be > 0.".formatted(radius, sigma));
    }
}
