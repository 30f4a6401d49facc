package keel.experiments.cli;

import java.util.List;
import keel.experiments.run.FinishedRun;
import keel.experiments.run.Outcome;

/** What the process ends with. */
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int ALL_DIVERGED = 3;
    static final int SOME_FAILED = 4;
    static final int INTERRUPTED = 130;

    private ExitCode() {}

    /** Of some finished runs. A few divergences among completed runs are a result, not a fault. */
    static int of(List<FinishedRun> runs) {
        long failed = count(runs, Outcome.Status.FAILED);
        if (count(runs, Outcome.Status.INTERRUPTED) > 0) {
            return INTERRUPTED;
        }
        if (failed > 0) {
            return failed == runs.size() ? FAILED : SOME_FAILED;
        }
        return count(runs, Outcome.Status.DIVERGED) == runs.size() ? ALL_DIVERGED : DONE;
    }

    private static long count(List<FinishedRun> runs, Outcome.Status status) {
        return runs.stream().filter(run -> run.outcome().status() == status).count();
    }
}
