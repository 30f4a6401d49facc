package keel.gans.data;

import java.util.Optional;
import keel.training.random.RandomStream;

/** Chooses a mode, then one normal number an axis. */
final class MixtureSampler implements Sampler {
    private final Modes modes;

    MixtureSampler(Modes modes) {
        this.modes = modes;
    }

    @Override
    public void draw(RandomStream random, float[] to, int offset) {
        int mode = random.nextInt(modes.count());
        for (int axis = 0; axis < modes.dimensions(); axis++) {
            to[offset + axis] = (float) (modes.centre(mode, axis) + modes.sigma() * random.nextGaussian());
        }
    }

    @Override
    public Optional<Modes> modes() {
        return Optional.of(modes);
    }
}
