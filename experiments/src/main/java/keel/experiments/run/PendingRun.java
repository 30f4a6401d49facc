package keel.experiments.run;

import keel.experiments.preset.Setting;

/** A run that is to be trained: a new one, or one that goes on. */
public sealed interface PendingRun permits NewRun, UnfinishedRun {
    Setting setting();

    long seed();

    /** Environment steps or iterations done already. */
    long clock();
}
