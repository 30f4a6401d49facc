package keel.experiments.dashboard;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import keel.experiments.sweep.PlannedSweep;

/**
 * A folder of runs at one moment.
 *
 * @param runs by path; those that a sweep planned are among them, whether they are there or not
 * @param sweeps by their files' names
 * @param faults a sentence for everything beside runs that cannot be read
 */
record FolderView(Path folder, List<RunView> runs, Map<String, PlannedSweep> sweeps, List<String> faults) {}
