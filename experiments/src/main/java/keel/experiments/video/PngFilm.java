package keel.experiments.video;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import keel.training.InvalidConfigException;

/** Files {@code frame-00000.png}, {@code frame-00001.png} … in a folder, as programs that join pictures like them. */
final class PngFilm implements Film {
    private final Path folder;
    private int pictures;

    /** @throws InvalidConfigException if the folder holds something: pictures of another video would mix with these */
    PngFilm(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        try (Stream<Path> inside = Files.list(folder)) {
            InvalidConfigException.require(
                    inside.findAny().isEmpty(),
                    "%s is not empty, and pictures of two videos would mix. Name a new folder, or a file that ends in .gif."
                            .formatted(folder));
        }
    }

    @Override
    public void add(byte[] png) throws IOException {
        Files.write(folder.resolve("frame-%05d.png".formatted(pictures)), png);
        pictures++;
    }

    @Override
    public void finish() {}

    @Override
    public void close() {}
}
