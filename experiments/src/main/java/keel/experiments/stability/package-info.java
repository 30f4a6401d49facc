/**
 * Statistics over runs: how good, how steady, how sure. Everything is a value or a pure function of recorded runs.
 *
 * <p>Start at {@link keel.experiments.stability.ScoreCurve}, a run's score over its training (x in environment steps for agents
 * and iterations for pairs), and {@link keel.experiments.stability.SettingSummary}, what the seeds of one setting say together.
 * {@link keel.experiments.stability.ScoreScale} says what scores mean, from untrained to solved.
 *
 * <ul>
 *   <li>{@code verdict}: what became of each run, why, and what to try
 *   <li>{@code rate}: stability as a function of rates
 *   <li>{@code reliability}: Chan et al. 2020
 *   <li>{@code aggregate}: Agarwal et al. 2021 (rliable)
 *   <li>{@code sensitivity}: Adkins et al. 2024; coupled against decoupled rates
 *   <li>{@code seeds}: AdaStop, Mathieu et al. 2023
 * </ul>
 */
@NullMarked
package keel.experiments.stability;

import org.jspecify.annotations.NullMarked;
