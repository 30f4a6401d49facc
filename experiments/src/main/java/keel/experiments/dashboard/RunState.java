package keel.experiments.dashboard;

import java.util.Locale;
import keel.experiments.run.Outcome;

/** Where a run is, as its folder tells. */
enum RunState {
    /** Nothing was measured yet, but it is planned, or its process lives. */
    WAITING,
    /** A process trains it. */
    RUNNING,
    COMPLETED,
    DIVERGED,
    FAILED,
    /** Stopped, or its process is gone: {@code keel resume} goes on with it. */
    INTERRUPTED,
    /** Its files cannot be read. */
    DAMAGED;

    static RunState of(Outcome.Status status) {
        return valueOf(status.name());
    }

    /** Whether training is over, one way or another. */
    boolean isOver() {
        return this != WAITING && this != RUNNING;
    }

    /** Name in JSON. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
