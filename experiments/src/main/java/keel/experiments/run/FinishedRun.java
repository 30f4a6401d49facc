package keel.experiments.run;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A run that has ended.
 *
 * @param failure what was thrown, of a run that failed
 */
public record FinishedRun(long seed, Path path, Outcome outcome, Optional<Throwable> failure) {}
