package keel.experiments.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
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

    /** Whoever asks whether a folder is held has its lock for microseconds: that is no reason to refuse it. */
    private static final int ATTEMPTS = 10;

    private static final long PAUSE_MILLIS = 20;

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
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                Optional<FileChannel> channel = lock(folder);
                if (channel.isPresent()) {
                    return new RunLock(folder, channel.get());
                }
                Thread.sleep(PAUSE_MILLIS);
            }
            throw taken(run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw taken(run);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lock " + run + ": " + e.getMessage(), e);
        }
    }

    /** Whether a process, this one or another, trains the run. Asking keeps nobody from taking it. */
    static boolean isHeld(Path run) throws IOException {
        Path folder = run.toRealPath();
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return false;
        }
        if (!HELD.add(folder)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.tryLock(0, Long.MAX_VALUE, true) == null;
        } finally {
            HELD.remove(folder);
        }
    }

    /** Empty if somebody has it. */
    private static Optional<FileChannel> lock(Path folder) throws IOException {
        if (!HELD.add(folder)) {
            return Optional.empty();
        }
        boolean locked = false;
        FileChannel channel =
                FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            locked = channel.tryLock() != null;
        } finally {
            if (!locked) {
                channel.close();
                HELD.remove(folder);
            }
        }
        return locked ? Optional.of(channel) : Optional.empty();
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
