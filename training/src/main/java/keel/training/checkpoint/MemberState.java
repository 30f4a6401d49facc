package keel.training.checkpoint;

/**
 * Something that changes while a cohort trains. Saved and restored member by member, because every run of a cohort has a
 * checkpoint of its own.
 *
 * <p>After {@link #restore} the member goes on exactly as the saved one would have: what is rebuilt from configuration (sizes,
 * constants) is not saved.
 */
public interface MemberState {
    /** Adds everything that this member's future depends on. */
    void save(int member, StateWriter to);

    /**
     * Takes it back, in a fresh object of the same configuration.
     *
     * @throws CheckpointException if an entry is missing or has another size; the member is then unusable
     */
    void restore(int member, StateReader from);
}
