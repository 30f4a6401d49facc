package keel.experiments.run;

import java.util.List;

/** What one thread trains at a time. */
interface CohortTask extends AutoCloseable {
    /** What can go wrong before anything is written: gets hold of environments and memory. Twice is fine. */
    void prepare();

    /**
     * Trains and writes every outcome; whatever goes wrong is an outcome too, so that others go on.
     *
     * @param directories one a run, in the order of its runs; released at the end
     */
    List<FinishedRun> train(List<RunDirectory> directories);

    /** Lets go of what {@link #prepare} got; twice is fine. */
    @Override
    void close();
}
