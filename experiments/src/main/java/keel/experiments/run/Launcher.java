package keel.experiments.run;

import java.util.List;

/**
 * Trains a plan of runs, wherever that is: the plan goes in, outcomes come out. Each run is written to its own folder, and what
 * goes wrong in one of them is its outcome and no exception.
 */
public interface Launcher {
    /**
     * Trains all of these runs; returns once each has an outcome.
     *
     * @param runs of any settings; the folders of unfinished ones are released at the end
     * @return one a run, in their order
     * @throws keel.env.EnvException before anything is written, if an environment cannot be had
     * @throws keel.training.InvalidConfigException before anything is measured, if a folder cannot be made
     * @throws keel.training.checkpoint.CheckpointException before anything is changed, if a checkpoint does not fit
     */
    List<FinishedRun> train(List<? extends PendingRun> runs);
}
