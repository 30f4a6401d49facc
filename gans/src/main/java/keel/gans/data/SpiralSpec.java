package keel.gans.data;

import static keel.training.InvalidConfigException.require;

import keel.training.network.FeatureShape;

/**
 * Data: an Archimedean spiral in the plane. With t uniform in [0, 1), a sample is the point at distance {@code radius * t} from
 * the origin and angle {@code 2 pi turns t}, plus normal noise.
 *
 * @param turns around the origin
 * @param radius of the spiral's end
 * @param sigma standard deviation of the noise, in both directions
 */
public record SpiralSpec(double turns, double radius, double sigma) implements DataSpec {
    public SpiralSpec {
        require(
                Double.isFinite(turns) && turns > 0,
                "turns is %s, but a spiral turns more than 0 times.".formatted(turns));
        require(
                Double.isFinite(radius) && radius > 0 && Double.isFinite(sigma) && sigma > 0,
                "radius (%s) and sigma (%s) are lengths and must be > 0.".formatted(radius, sigma));
    }

    @Override
    public GanData open(DataFolder folder) {
        return new GeneratedData(shape(), (random, to, offset) -> {
            double t = random.nextDouble();
            double angle = 2 * StrictMath.PI * turns * t;
            to[offset] = (float) (radius * t * StrictMath.cos(angle) + sigma * random.nextGaussian());
            to[offset + 1] = (float) (radius * t * StrictMath.sin(angle) + sigma * random.nextGaussian());
        });
    }

    @Override
    public FeatureShape shape() {
        return new FeatureShape.Flat(2);
    }
}
