package keel.gans;

import static keel.training.InvalidConfigException.require;

import java.util.Locale;
import keel.training.random.RandomStream;

/**
 * What the generator reads.
 *
 * @param size numbers in a row
 */
public record LatentSpec(int size, Noise noise) {
    /** Where the numbers come from. */
    public enum Noise {
        /** Standard normal draws. */
        NORMAL,
        /** Zeros, which leave the generator its biases: a Dirac-GAN's generator is one point. */
        ZERO;

        /** Name in configuration files. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public LatentSpec {
        require(size >= 1, "gan.latent is %d, but the generator needs at least 1 noise input.".formatted(size));
    }

    /** Writes {@code rows} rows at {@code offset}, where there are zeros if they were never written. */
    void draw(RandomStream random, float[] to, int offset, int rows) {
        if (noise == Noise.NORMAL) {
            for (int i = offset; i < offset + rows * size; i++) {
                to[i] = (float) random.nextGaussian();
            }
        }
    }
}
