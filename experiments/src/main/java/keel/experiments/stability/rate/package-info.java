/**
 * Stability as a function of rates. {@link keel.experiments.stability.rate.RateLine}: settings that differ in one network's rate
 * alone, and how many decades of it are stable. {@link keel.experiments.stability.rate.RatePlane}: two rates.
 * {@link keel.experiments.stability.rate.CyclePhases}: scores by the phase of a cyclical rate.
 * {@link keel.experiments.stability.rate.AppliedRates}: whether the rates that runs recorded are those that were configured.
 * Rates are the highest that a schedule reaches; widths are in decades (powers of ten).
 */
@NullMarked
package keel.experiments.stability.rate;

import org.jspecify.annotations.NullMarked;
