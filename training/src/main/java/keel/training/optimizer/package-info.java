/**
 * Optimisers on flat parameter views, with one rate and one set of constants per member.
 *
 * <p>Start with {@link keel.training.optimizer.Optimizer}. An {@link keel.training.optimizer.UpdateRule} is the arithmetic
 * of one kind, as a record of its constants whose Javadoc states formula and source; wrappers for games of two players
 * ({@link keel.training.optimizer.ExtragradientSpec}, {@link keel.training.optimizer.LookaheadSpec}) work over any of them.
 * {@link keel.training.optimizer.GradientClipping} acts before.
 *
 * <p>Arithmetic is in float over {@code [P,n]} arrays, constants are computed in double once a step. Not thread-safe.
 */
@NullMarked
package keel.training.optimizer;

import org.jspecify.annotations.NullMarked;
