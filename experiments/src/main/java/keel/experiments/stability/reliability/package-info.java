/**
 * How reliably settings train: the measures of Chan, Fishman, Canny, Korattikara and Guadarrama, <i>Measuring the Reliability of
 * Reinforcement Learning Algorithms</i> (ICLR 2020), as small pure functions. Start at
 * {@link keel.experiments.stability.reliability.Reliability}, which a report asks for all six of its table:
 *
 * <pre>{@code
 * Reliability reliability = Reliability.of(List.of(
 *         new ScoreCurve(new double[] {1000, 2000, 3000}, new double[] {20, 150, 90}),
 *         new ScoreCurve(new double[] {1000, 2000, 3000}, new double[] {22, 140, 180})));
 * reliability.longTermRisk().estimate();      // 30: the runs fell by 60 and by 0 from their best score; 0 to 60 with two seeds
 * reliability.dispersionAcrossTime().reason(); // "It needs a run with 6 finite scores, but the most that a run has is 3."
 * }</pre>
 *
 * <p>The parts can be combined otherwise. What the paper measures is a statistic of a series:
 *
 * <table>
 *   <caption>Measures by their parts</caption>
 *   <tr><th>measure</th><th>series</th><th>statistic</th></tr>
 *   <tr><td>dispersion across time</td><td>{@link keel.experiments.stability.reliability.Differences} within a
 *       {@link keel.experiments.stability.reliability.SlidingWindow}; or the curve's
 *       {@link keel.experiments.stability.reliability.FastEnergy}</td>
 *       <td>{@link keel.experiments.stability.reliability.Dispersion}</td></tr>
 *   <tr><td>short-term risk across time</td><td>{@code Differences}</td>
 *       <td>lower {@link keel.experiments.stability.reliability.ConditionalValueAtRisk}</td></tr>
 *   <tr><td>long-term risk across time</td><td>{@link keel.experiments.stability.reliability.Drawdown}</td>
 *       <td>upper {@code ConditionalValueAtRisk}</td></tr>
 *   <tr><td>dispersion, risk across runs</td><td>{@link keel.experiments.stability.reliability.AcrossRuns} at a place, of curves
 *       through a {@link keel.experiments.stability.reliability.LowPass} where they are long enough</td>
 *       <td>{@code Dispersion}, lower {@code ConditionalValueAtRisk}</td></tr>
 *   <tr><td>dispersion, risk across rollouts of a fixed policy</td><td>the returns</td>
 *       <td>{@code Dispersion}, lower {@code ConditionalValueAtRisk}</td></tr>
 * </table>
 *
 * <p>Algorithms are compared over several tasks by their mean rank ({@link keel.experiments.stability.reliability.Ranking}), with
 * thresholds for many comparisons in {@link keel.experiments.stability.reliability.MultipleComparisons}.
 *
 * <p>Units: places are environment steps or iterations, in whole numbers; scores keep their own unit and bigger ones are better;
 * differences are scores per step. Three things are on purpose not as in the paper's code: a drawdown has no lower tail to ask for
 * (it is 0 for every run); the low-pass filter refuses curves that are too short for its threshold, and computes in second-order
 * sections; and the thresholds of Benjamini and Yekutieli divide by the harmonic sum over all comparisons, as theirs do.
 */
@NullMarked
package keel.experiments.stability.reliability;

import org.jspecify.annotations.NullMarked;
