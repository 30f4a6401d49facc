package keel.experiments.run;

import keel.experiments.preset.Setting;

/**
 * A run that goes on from its last checkpoint or, if it has none, from the start.
 *
 * @param setting of the folder's configuration
 * @param directory reopened; whoever trains it releases it
 */
public record UnfinishedRun(Setting setting, RunDirectory directory) implements PendingRun {
    @Override
    public long seed() {
        return directory.seed();
    }

    @Override
    public long clock() {
        return directory.clock();
    }
}
