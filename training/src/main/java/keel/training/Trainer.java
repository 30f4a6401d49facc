package keel.training;

import java.nio.file.Path;
import java.util.List;
import keel.training.checkpoint.CheckpointException;
import keel.training.checkpoint.MemberState;
import keel.training.telemetry.TrainingObserver;

/** Trains one cohort: members with equal network shapes, in lock-step, on the calling thread. */
public interface Trainer extends MemberState, AutoCloseable {
    /** How many members this cohort has; they are numbered from 0. */
    int members();

    /**
     * Trains until every member is completed, diverged, or the observer asks to stop.
     *
     * @return one result a member, in member order. Divergence is a result, never an exception.
     */
    List<MemberResult> train(TrainingObserver observer);

    /** Whether this member has not diverged. */
    boolean active(int member);

    /** Where the cohort's clock stands: environment steps a member (agents) or iterations (GANs) done. */
    long clock();

    /**
     * Members share a clock: they are restored from checkpoints of the same.
     *
     * @param clock of the members restored so far
     * @param saved of this member's checkpoint
     */
    static void requireSameClock(int member, long clock, long saved) {
        if (member > 0 && saved != clock) {
            throw new CheckpointException(
                    "member 0 was saved at %d but member %d at %d, and members of a cohort share a clock. Resume them apart."
                            .formatted(clock, member, saved));
        }
    }

    /** Writes the networks of one member into a folder, one DL4J zip a network, named {@code <network>.zip}. */
    void saveNetworks(int member, Path folder);

    /** Writes pictures of what one member has learnt into a folder, where there is something to see. */
    default void savePictures(int member, Path folder) {}

    @Override
    void close();
}
