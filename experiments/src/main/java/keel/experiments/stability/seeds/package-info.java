/**
 * Whether a comparison of settings has seeds enough, and how many more it takes: Mathieu, Della Vecchia, Shilova, Centa de Medeiros,
 * Kohler, Maillard and Preux, <i>AdaStop: adaptive statistical testing for sound comparisons of Deep RL agents</i> (2023). Start at
 * {@link keel.experiments.stability.seeds.AdaStop}:
 *
 * <pre>{@code
 * Map<String, double[]> scores = new LinkedHashMap<>();
 * scores.put("1e-3", new double[] {200, 180, 190, 210, 170});
 * scores.put("1e-2", new double[] {195, 215, 160, 205, 185});
 * scores.put("1e-1", new double[] {9, 12, Double.NaN, 10, 11});
 * SeedReport report = AdaStop.STANDARD.compare(scores, RandomStream.named(0, "seeds"));
 * report.comparisons(); // 1e-3 with 1e-2: CONTINUE; 1e-3 with 1e-1: LARGER; 1e-2 with 1e-1: LARGER
 * report.enough();      // false
 * report.moreSeeds();   // 1e-3: 5, 1e-2: 5, 1e-1: 0
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
