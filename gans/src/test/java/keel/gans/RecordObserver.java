package keel.gans;

import keel.training.telemetry.TrainingObserver;

/** Listens to records alone, and never stops. */
@FunctionalInterface
interface RecordObserver extends TrainingObserver {
    @Override
    default void progress(long done, long total) {}

    @Override
    default void safePoint(boolean last) {}

    @Override
    default boolean stopRequested() {
        return false;
    }
}
