package keel.training.network;

import keel.training.InvalidConfigException;

/** How the numbers of one row are to be read. Rows are flat in memory whatever their shape. */
public sealed interface FeatureShape {
    /** Numbers in a row. */
    int size();

    /** Separate features. */
    record Flat(int size) implements FeatureShape {
        public Flat {
            requireAtLeastOne("features", size);
        }

        @Override
        public String toString() {
            return "[features=" + size + "]";
        }
    }

    /** An image, row-major {@code [channels, height, width]}. */
    record Image(int channels, int height, int width) implements FeatureShape {
        public Image {
            requireAtLeastOne("channels", channels);
            requireAtLeastOne("height", height);
            requireAtLeastOne("width", width);
            requireFits((long) channels * height, width);
        }

        @Override
        public int size() {
            return channels * height * width;
        }

        @Override
        public String toString() {
            return "[channels=%d, height=%d, width=%d]".formatted(channels, height, width);
        }
    }

    /** A sequence, row-major {@code [steps, features]}, first step first. */
    record Sequence(int steps, int features) implements FeatureShape {
        public Sequence {
            requireAtLeastOne("steps", steps);
            requireAtLeastOne("features", features);
            requireFits(steps, features);
        }

        @Override
        public int size() {
            return steps * features;
        }

        @Override
        public String toString() {
            return "[steps=%d, features=%d]".formatted(steps, features);
        }
    }

    private static void requireAtLeastOne(String what, int value) {
        InvalidConfigException.require(
                value >= 1, "%s is %d, but a shape needs at least 1. Write the true size.".formatted(what, value));
    }

    private static void requireFits(long a, long b) {
        InvalidConfigException.require(
                a <= Integer.MAX_VALUE && a * b <= Integer.MAX_VALUE,
                "a row of %d x %d numbers is more than an array holds. Use a smaller shape.".formatted(a, b));
    }
}
