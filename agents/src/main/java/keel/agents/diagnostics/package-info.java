/**
 * What is measured of agents beside their scores: whether the critic's values come true ({@link
 * keel.agents.diagnostics.ValueBias}), and early signs that a training collapses ({@link
 * keel.agents.diagnostics.EarlyWarnings}, one {@link keel.agents.diagnostics.WarningRule} a sign). Nothing here changes what
 * is trained. Not safe for use by several threads.
 */
@NullMarked
package keel.agents.diagnostics;

import org.jspecify.annotations.NullMarked;
