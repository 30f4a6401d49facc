package keel.gans.data;

import java.util.Optional;
import keel.training.network.FeatureShape;

/** Data that generators learn: never changed, and shared by all members of a cohort. */
public interface GanData {
    /** How one sample is to be read. */
    FeatureShape shape();

    /** Training samples for one member, decided by the run's seed alone. */
    DataStream stream(long seed);

    /**
     * Samples that no stream gives out: fresh ones of generated data, held-out ones of images.
     *
     * @param count how many; of images fewer if fewer are held out
     * @param seed of whoever measures: equal seeds, equal samples
     */
    Reference reference(int count, long seed);

    /** As {@link #reference}, but of images from the training part: no sample is in both. */
    default Reference furtherReference(int count, long seed) {
        return reference(count, seed);
    }

    /** Data of the same kind whose streams give out nothing that training sees: fresh samples, or held-out images. */
    default GanData heldOut() {
        return this;
    }

    /** The centres of a mixture; nothing for other data. */
    default Optional<Modes> modes() {
        return Optional.empty();
    }

    /** The labelled images behind image data; nothing for other data. */
    default Optional<ImageParts> images() {
        return Optional.empty();
    }
}
