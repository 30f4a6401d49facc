package keel.training;

import java.nio.file.Path;
import java.util.List;
import keel.training.telemetry.TrainingObserver;

/** Trains one cohort: members with equal network shapes, in lock-step, on the calling thread. */
public interface Trainer extends AutoCloseable {
    /** How many members this cohort has; they are numbered from 0. */
    int members();

    /**
     * Trains until every member is completed, diverged, or the observer asks to stop.
     *
     * @return one result a member, in member order. Divergence is a result, never an exception.
     */
    List<MemberResult> train(TrainingObserver observer);

    /** Writes the networks of one member into a folder, one DL4J zip a network, named {@code <network>.zip}. */
    void saveNetworks(int member, Path folder);

    @Override
    void close();
}
