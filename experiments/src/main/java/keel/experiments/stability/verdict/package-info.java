/**
 * Judges what became of runs, by rules that {@link keel.experiments.stability.verdict.VerdictRules} documents, and says why.
 * Start at {@link keel.experiments.stability.verdict.SettingVerdict}: the verdict over the seeds of one setting, the evidence and
 * what to try. Scores are measured in the unit of a {@link keel.experiments.stability.ScoreScale}, from untrained to solved.
 * Everything here is a pure function of recorded runs.
 */
@NullMarked
package keel.experiments.stability.verdict;

import org.jspecify.annotations.NullMarked;
