/**
 * What tuning buys, and what of it is luck.
 *
 * <p>How much an algorithm depends on being tuned for every environment, and how many of its hyper-parameters need it:
 * {@link keel.experiments.stability.sensitivity.EnvironmentScores} and {@link
 * keel.experiments.stability.sensitivity.EffectiveDimensionality}, by Adkins et al. (2024), <i>A Method for Evaluating
 * Hyperparameter Sensitivity in Reinforcement Learning</i>. How much better two rates are than one for both networks, on seeds
 * that had no part in choosing them: {@link keel.experiments.stability.sensitivity.DecouplingAdvantage}.
 *
 * <p>Everything is a value or a pure function; only the random stream handed in changes.
 */
@NullMarked
package keel.experiments.stability.sensitivity;

import org.jspecify.annotations.NullMarked;
