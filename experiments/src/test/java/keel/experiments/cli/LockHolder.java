package keel.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import keel.experiments.run.RunDirectory;
import keel.experiments.run.RunRecord;

/** A process that has taken up a run: prints '!' when it holds it, and holds it until it is killed. */
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] args) throws IOException {
        RunDirectory.reopen(RunRecord.readAll(List.of(Path.of(args[0]))).get(0));
        System.out.print("!");
        System.out.flush();
        int unused = System.in.read();
    }
}
