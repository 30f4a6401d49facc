package keel.gans.data;

import keel.training.network.FeatureShape;

/** Data: the single number 0, always (the Dirac-GAN of Mescheder et al. 2018). */
public record DiracSpec() implements DataSpec {
    @Override
    public GanData open(DataFolder folder) {
        return new GeneratedData(shape(), (random, to, offset) -> to[offset] = 0);
    }

    @Override
    public FeatureShape shape() {
        return new FeatureShape.Flat(1);
    }
}
