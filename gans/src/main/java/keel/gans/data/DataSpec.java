package keel.gans.data;

import keel.training.network.FeatureShape;

/** What a generator should learn, as configured. */
public sealed interface DataSpec permits RingSpec, GridSpec, SpiralSpec, DiracSpec, DigitsSpec, IdxSpec {
    /**
     * Makes the data ready. What is generated or ships with Keel needs no folder.
     *
     * @param folder where files are
     * @throws keel.training.InvalidConfigException if files are missing or are not what they should be
     */
    GanData open(DataFolder folder);

    /**
     * Checks, quickly, that {@link #open} will find its files.
     *
     * @throws keel.training.InvalidConfigException if not
     */
    default void requireFiles(DataFolder folder) {}

    /** Whether this is a mixture of Gaussians, whose modes can be counted. */
    default boolean mixes() {
        return false;
    }

    /** How one sample is to be read. */
    FeatureShape shape();
}
