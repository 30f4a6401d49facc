package keel.training.telemetry;

/** Listens to a cohort while it trains. Called on the training thread: be quick. */
public interface TrainingObserver {
    /** A member measured something. Records of one member arrive in order. */
    void record(int member, MetricRecord record);

    /**
     * The cohort has come this far.
     *
     * @param done environment steps per member (agents) or iterations (GANs) done
     * @param total how many there will be
     */
    void progress(long done, long total);

    /**
     * The cohort is at a point from which every active member can go on later as if nothing had happened: its future follows
     * from what the trainer saves now. Called between rounds.
     *
     * @param last whether training stops here because {@link #stopRequested} said so
     */
    void safePoint(boolean last);

    /** Asked between updates: true ends the cohort with status interrupted. */
    boolean stopRequested();
}
