package keel.gans.data;

import java.util.Optional;
import keel.training.random.RandomStream;

/** Makes one sample. */
interface Sampler {
    /** Writes a sample to {@code to} at {@code offset}. */
    void draw(RandomStream random, float[] to, int offset);

    /** The centres of a mixture; nothing for other data. */
    default Optional<Modes> modes() {
        return Optional.empty();
    }
}
