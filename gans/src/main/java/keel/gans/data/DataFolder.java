package keel.gans.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where data files are on this machine: no part of a setting, which is the same wherever its files lie.
 *
 * @param path the folder, if one was named
 */
public record DataFolder(Optional<Path> path) {
    /** For what needs no files. */
    public static final DataFolder NONE = new DataFolder(Optional.empty());

    public static DataFolder of(Path path) {
        return new DataFolder(Optional.of(path));
    }
}
