package keel.experiments.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import keel.training.InvalidConfigException;

/** Holds a run's folder for the process that trains it. The operating system lets go of it when the process dies. */
final class RunLock {
    private static final String FILE = ".lock";

    private final Path file;
    private final FileChannel channel;

    private RunLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the folder.
     *
     * @throws InvalidConfigException if another process, or this one, has it
     */
    static RunLock take(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new InvalidConfigException(
                        "%s is being trained by another process. Wait for its end, or end that process first."
                                .formatted(folder));
            }
            return new RunLock(file, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lock " + file + ": " + e.getMessage(), e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Lets go; twice is fine. */
    void release() {
        if (channel.isOpen()) {
            try {
                Files.deleteIfExists(file);
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot unlock " + file + ": " + e.getMessage(), e);
            }
        }
    }
}
