package keel.gans.data;

import static keel.training.InvalidConfigException.require;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import keel.training.InvalidConfigException;
import keel.training.network.FeatureShape;

/**
 * Data: a set of 28 x 28 grey images in four IDX files, plain or compressed ({@code .gz}): {@code train-images-idx3-ubyte} and
 * {@code train-labels-idx1-ubyte} to train with, {@code t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte} held out.
 *
 * @param set which images these are
 * @param flip whether each image that is given out is mirrored with probability one half
 */
public record IdxSpec(IdxSet set, boolean flip) implements DataSpec {
    private static final int SIDE = 28;
    private static final int WHITE = 255;
    private static final String TRAINING = "train";
    private static final String HELD_OUT = "t10k";
    private static final String IMAGES = "-images-idx3-ubyte";
    private static final String LABELS = "-labels-idx1-ubyte";

    @Override
    public void requireFiles(DataFolder folder) {
        for (String part : List.of(TRAINING, HELD_OUT)) {
            file(folder(folder), part + IMAGES);
            file(folder(folder), part + LABELS);
        }
    }

    @Override
    public GanData open(DataFolder folder) {
        Path path = folder(folder);
        ImageData data = new ImageData(new ImageParts(part(path, TRAINING), part(path, HELD_OUT)), flip);
        IdxSet.ofTrainingImages(data.hash()).filter(found -> found != set).ifPresent(found -> {
            throw new InvalidConfigException(
                    "%s holds the images of %s, but %s was asked for. Name another folder (--data), or set data.type to %s."
                            .formatted(path, found.key(), set.key(), found.key()));
        });
        return data;
    }

    private Path folder(DataFolder folder) {
        return folder.path()
                .or(() -> Optional.of(set.usualFolder()).filter(Files::isDirectory))
                .orElseThrow(() -> new InvalidConfigException(
                        "%s is read from files, but no folder was named, and there is none at %s. Give --data DIR or set KEEL_DATA. %s"
                                .formatted(set.key(), set.usualFolder(), set.source())));
    }

    private LabelledImages part(Path folder, String part) {
        IdxFile images = read(folder, part + IMAGES);
        IdxFile labels = read(folder, part + LABELS);
        require(
                images.dimension(1) == SIDE && images.dimension(2) == SIDE,
                "The %s images in %s are %d x %d pixels, but those of %s are 28 x 28. %s"
                        .formatted(part, folder, images.dimension(1), images.dimension(2), set.key(), set.source()));
        require(
                images.dimension(0) == labels.dimension(0),
                "%s has %d %s images but %d labels, so these files do not belong together. %s"
                        .formatted(folder, images.dimension(0), part, labels.dimension(0), set.source()));
        return new LabelledImages(shape(), images.bytes(), labels.bytes(), WHITE);
    }

    private Path file(Path folder, String name) {
        return Stream.of(name, name + ".gz")
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new InvalidConfigException("%s has no file %s or %s.gz, which %s needs. %s"
                        .formatted(folder, name, name, set.key(), set.source())));
    }

    private IdxFile read(Path folder, String name) {
        Path file = file(folder, name);
        try (InputStream from = Files.newInputStream(file)) {
            return name.endsWith(IMAGES)
                    ? IdxFile.images(from, file.toString())
                    : IdxFile.labels(from, file.toString());
        } catch (IOException e) {
            throw new InvalidConfigException(
                    "%s cannot be read: %s. Check that it may be read.".formatted(file, e.getMessage()));
        }
    }

    @Override
    public FeatureShape.Image shape() {
        return new FeatureShape.Image(1, SIDE, SIDE);
    }
}
