/**
 * Whether a comparison of settings has seeds enough, and how many more it takes: Mathieu, Della Vecchia, Shilova, Centa de Medeiros,
 * Kohler, Maillard and Preux, <i>AdaStop: adaptive statistical testing for sound comparisons of Deep RL agents</i> (2023). Start at
 * {@link keel.experiments.stability.seeds.AdaStop}:
 *
 * <pre>{@code
 * SeedReport report = AdaStop.STANDARD.compare(
 *         Map.of("rate 1e-3", new double[] {200, 180, 190, 210, 170}, "rate 1e-1", new double[] {9, 12, Double.NaN, 10, 11}),
 *         RandomStream.named(0, "seeds"));
 * report.enough();      // false: with two settings the first of five looks cannot decide anything at a level of 0.01 or below
 * report.moreSeeds();   // 5 each
 * }</pre>
 *
 * <p>Scores are in any unit, bigger being better; a diverged seed counts as the worst score seen. Seeds must be taken in the order
 * they were planned in and looked at only as planned: whoever runs seeds until the result pleases has no error rate.
 *
 * <p>The authors' code (version 0.1.3) compares an absolute statistic with quantiles of a signed one, so it errs twice as often as it is
 * asked to; here both are absolute, as in the paper, and what their code does at a level is what is done here at twice that level.
 */
@NullMarked
package keel.experiments.stability.seeds;

import org.jspecify.annotations.NullMarked;
