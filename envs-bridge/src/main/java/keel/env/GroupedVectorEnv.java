package keel.env;

/**
 * A vector environment whose lanes are in groups, each a run of neighbouring lanes with a worker of its own. A whole {@link
 * #step} runs the groups side by side. Beyond that, groups can be stepped one by one:
 *
 * <ul>
 *   <li><b>Two half-batches in flight</b>: {@link #send} one half, and while it steps decide on the other's actions; {@link
 *       #receive} takes the halves in the order they were sent. Results are those of whole steps.
 *   <li><b>The first ones ready</b> (as EnvPool): {@link #exchange} hands in actions of some groups and takes whichever
 *       groups are done first. Which those are depends on time, so a run is then not reproducible.
 * </ul>
 *
 * The two ways are not to be mixed between resets. Results are live buffers, valid until the same group is sent again.
 */
public interface GroupedVectorEnv extends VectorEnv {
    int groups();

    /** The first lane of a group, or the number of lanes for the group after the last. */
    default int firstLane(int group) {
        return (int) ((long) group * lanes() / groups());
    }

    /**
     * Begins to step one group, and returns at once.
     *
     * @param actions a batch over the group's lanes
     * @throws RefusedException if the group is stepping already
     */
    void send(int group, Batch actions);

    /**
     * Waits for what was sent first among what has not been received yet.
     *
     * @param group which group that must be, for certainty
     */
    VectorStep receive(int group);

    /**
     * Begins to step some groups, and waits until {@code count} of all groups that are stepping are done.
     *
     * @param groups increasing
     * @param actions a batch over these groups' lanes, in order
     * @param count 1 .. the number of groups that are stepping
     */
    ReadyStep exchange(int[] groups, Batch actions, int count);

    /**
     * The groups that were done first.
     *
     * @param groups increasing
     * @param step over these groups' lanes, in order
     */
    record ReadyStep(int[] groups, VectorStep step) {}
}
