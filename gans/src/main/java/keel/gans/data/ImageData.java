package keel.gans.data;

import java.util.Optional;
import java.util.stream.IntStream;
import keel.training.network.FeatureShape;
import keel.training.random.RandomStream;

/** Images in two parts. Streams give out the training part in shuffled epochs, references come from the held-out part. */
final class ImageData implements GanData {
    private final ImageParts parts;
    private final boolean flip;
    private final String hash;

    ImageData(ImageParts parts, boolean flip) {
        this.parts = parts;
        this.flip = flip;
        hash = parts.training().pixelHash();
    }

    /** {@link LabelledImages#pixelHash} of the training part. */
    String hash() {
        return hash;
    }

    @Override
    public FeatureShape shape() {
        return parts.training().shape();
    }

    @Override
    public DataStream stream(long seed) {
        return new ShuffledEpochs(parts.training(), hash, flip, seed);
    }

    @Override
    public Reference reference(int count, long seed) {
        return drawn(parts.heldOut(), count, seed);
    }

    @Override
    public Reference furtherReference(int count, long seed) {
        return drawn(parts.training(), count, seed);
    }

    private static Reference drawn(LabelledImages images, int count, long seed) {
        int[] order = IntStream.range(0, images.count()).toArray();
        RandomStream.named(seed, "data/reference").shuffle(order);
        int[] chosen = IntStream.of(order).limit(count).toArray();
        int size = images.shape().size();
        float[] samples = new float[chosen.length * size];
        for (int i = 0; i < chosen.length; i++) {
            images.copy(chosen[i], samples, i * size);
        }
        return new Reference(chosen.length, samples, Optional.of(images.labels(chosen)));
    }

    @Override
    public GanData heldOut() {
        return new ImageData(new ImageParts(parts.heldOut(), parts.heldOut()), flip);
    }

    @Override
    public Optional<ImageParts> images() {
        return Optional.of(parts);
    }
}
