package keel.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    /** Asking opens the lock's file, and closing that must not let go of what this process holds. */
    @Test
    void askingWhetherAFolderIsTakenChangesNothing() throws IOException, InterruptedException {
        Path run = Files.createDirectory(folder.resolve("run"));
        assertFalse(RunLock.isHeld(run), "nobody ever took it");
        RunLock lock = RunLock.take(run);
        assertTrue(RunLock.isHeld(run));
        assertEquals("held", fromAnotherProcess(run));
        lock.release();
        assertFalse(RunLock.isHeld(run));
        assertEquals("free", fromAnotherProcess(run));
        assertFalse(RunLock.isHeld(run));
        RunLock.take(run).release();
    }

    /** As by somebody who only asks. */
    @Test
    void aFolderThatIsHeldForAMomentCanBeTaken() throws IOException, InterruptedException {
        Path run = Files.createDirectory(folder.resolve("run"));
        RunLock moment = RunLock.take(run);
        Thread other = new Thread(() -> {
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            moment.release();
        });
        other.start();
        RunLock.take(run).release();
        other.join();
    }

    private static String fromAnotherProcess(Path run) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Asker.class.getName(),
                        run.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    /** Says whether somebody holds a folder. */
    static final class Asker {
        private Asker() {}

        public static void main(String[] args) throws IOException {
            System.out.print(RunLock.isHeld(Path.of(args[0])) ? "held" : "free");
            System.out.flush();
        }
    }
}
