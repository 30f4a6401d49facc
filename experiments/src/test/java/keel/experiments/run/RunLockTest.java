package keel.experiments.run;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import keel.training.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
    @TempDir
    private Path folder;

    /** Under whatever name; the attempt leaves the first lock as it is. */
    @Test
    void oneProcessTakesAFolderOnceUntilItLetsGo() throws IOException {
        Path alias = Files.createSymbolicLink(folder.resolve("alias"), Files.createDirectory(folder.resolve("run")));
        RunLock lock = RunLock.take(folder.resolve("run"));
        for (Path name : new Path[] {alias, folder.resolve("run"), alias}) {
            String message = assertThrows(InvalidConfigException.class, () -> RunLock.take(name))
                    .getMessage();
            assertTrue(message.contains("is being trained by another process"), message);
        }
        lock.release();
        lock.release();
        RunLock.take(alias).release();
        RunLock.take(folder.resolve("run")).release();
    }
}
