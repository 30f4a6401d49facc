package keel.gans.data;

import static keel.training.InvalidConfigException.require;

import keel.training.network.FeatureShape;

/**
 * Data: a mixture of equal Gaussians on a square grid around the origin, as in PacGAN (Lin et al. 2018): 5 a side, 2 apart.
 *
 * @param side Gaussians along each axis
 * @param spacing between neighbours
 * @param sigma standard deviation of each Gaussian, in both directions
 */
public record GridSpec(int side, double spacing, double sigma) implements DataSpec {
    public GridSpec {
        require(side >= 1, "side is %d, but a grid needs at least 1 mode along each axis.".formatted(side));
        require(
                Double.isFinite(spacing) && spacing > 0 && Double.isFinite(sigma) && sigma > 0,
                "spacing (%s) and sigma (%s) are lengths and must be > 0.".formatted(spacing, sigma));
    }

    @Override
    public GanData open(DataFolder folder) {
        double[] centres = new double[side * side * 2];
        for (int k = 0; k < side * side; k++) {
            centres[2 * k] = spacing * (Math.floorDiv(k, side) - (side - 1) / 2.0);
            centres[2 * k + 1] = spacing * (k % side - (side - 1) / 2.0);
        }
        return new GeneratedData(shape(), new MixtureSampler(new Modes(centres, 2, sigma)));
    }

    @Override
    public FeatureShape shape() {
        return new FeatureShape.Flat(2);
    }
}
