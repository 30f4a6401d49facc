package keel.experiments.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import keel.training.InvalidConfigException;

/**
 * Holds a run's folder for the process that trains it. The operating system lets go of it when the process dies.
 *
 * <p>The lock's file stays: if one process deleted it, two others could each hold a file of that name.
 */
final class RunLock {
    static final String FILE = ".lock";

    /** Folders that this process holds: closing a second channel to a locked file would let go of the first one's lock. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private RunLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes the folder.
     *
     * @throws InvalidConfigException if another process, or this one, has it
     */
    static RunLock take(Path run) {
        try {
            Path folder = run.toRealPath();
            if (!HELD.add(folder)) {
                throw taken(run);
            }
            return new RunLock(folder, lock(run, folder));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lock " + run + ": " + e.getMessage(), e);
        }
    }

    private static FileChannel lock(Path run, Path folder) throws IOException {
        boolean locked = false;
        FileChannel channel =
                FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            locked = lock != null;
        } finally {
            if (!locked) {
                channel.close();
                HELD.remove(folder);
            }
        }
        if (!locked) {
            throw taken(run);
        }
        return channel;
    }

    private static InvalidConfigException taken(Path run) {
        return new InvalidConfigException(
                "%s is being trained by another process. Wait for its end, or end that process first.".formatted(run));
    }

    /** Lets go; twice is fine. */
    void release() {
        try {
            channel.close();
            HELD.remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unlock " + folder + ": " + e.getMessage(), e);
        }
    }
}
