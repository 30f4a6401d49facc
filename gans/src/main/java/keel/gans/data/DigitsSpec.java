package keel.gans.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;
import keel.training.network.FeatureShape;

/**
 * Data: 1,797 handwritten digits of 8 x 8 pixels, which ship with Keel (Alpaydin and Kaynak 1998: "Optical Recognition of
 * Handwritten Digits", UCI Machine Learning Repository, CC BY 4.0). Every third image is held out: 599 of 1,797.
 */
public record DigitsSpec() implements DataSpec {
    private static final int SIDE = 8;
    private static final int WHITE = 16;
    private static final int HELD_OUT_EVERY = 3;

    @Override
    public GanData open(DataFolder folder) {
        LabelledImages all = new LabelledImages(
                shape(),
                resource("digits-images-idx3-ubyte.gz", IdxFile::images).bytes(),
                resource("digits-labels-idx1-ubyte.gz", IdxFile::labels).bytes(),
                WHITE);
        int[] training = IntStream.range(0, all.count())
                .filter(i -> i % HELD_OUT_EVERY != HELD_OUT_EVERY - 1)
                .toArray();
        int[] heldOut = IntStream.range(0, all.count())
                .filter(i -> i % HELD_OUT_EVERY == HELD_OUT_EVERY - 1)
                .toArray();
        return new ImageData(new ImageParts(all.pick(training), all.pick(heldOut)), false);
    }

    private interface Reader {
        IdxFile read(InputStream from, String name) throws IOException;
    }

    private static IdxFile resource(String name, Reader reader) {
        try (InputStream from = DigitsSpec.class.getResourceAsStream(name)) {
            if (from == null) {
                throw new IllegalStateException("resource " + name + " is missing from this build");
            }
            return reader.read(from, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public FeatureShape.Image shape() {
        return new FeatureShape.Image(1, SIDE, SIDE);
    }
}
