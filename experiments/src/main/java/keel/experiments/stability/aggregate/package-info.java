/**
 * One number for many runs of several tasks, and how sure it is, by Agarwal et al. (2021), <i>Deep Reinforcement Learning at
 * the Edge of the Statistical Precipice</i>.
 *
 * <p>Start at {@link keel.experiments.stability.aggregate.RunScores}, the scores of one algorithm or setting. {@link
 * keel.experiments.stability.aggregate.Aggregates} makes one number of them, {@link
 * keel.experiments.stability.aggregate.PerformanceProfile} a curve, and {@link
 * keel.experiments.stability.aggregate.ProbabilityOfImprovement} compares two of them; {@link
 * keel.experiments.stability.aggregate.StratifiedBootstrap} gives an interval to each of these:
 *
 * <pre>{@code
 * RunScores scores = RunScores.of(new double[] {0.9, 0.7, 0.8}, new double[] {0.2, 0.4});
 * double middle = Aggregates.interquartileMean(scores);
 * Interval interval = StratifiedBootstrap.interval(
 *         scores, Aggregates::interquartileMean, 50_000, RandomStream.named(seed, "bootstrap"));
 * }</pre>
 *
 * <p>Scores of several tasks must be in one unit, such as shares of a task's best known score. Everything is a value or a pure
 * function; only the random stream handed in changes.
 */
@NullMarked
package keel.experiments.stability.aggregate;

import org.jspecify.annotations.NullMarked;
