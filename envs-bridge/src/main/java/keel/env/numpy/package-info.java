/**
 * NumPy's random numbers, bit for bit: {@link keel.env.numpy.SeedSequence} turns a seed into well-mixed state, {@link
 * keel.env.numpy.Pcg64} is the generator behind {@code numpy.random.default_rng}. Gymnasium's environments draw from
 * exactly these, so a native environment that does too starts every episode where the original does. {@link
 * keel.env.numpy.SpaceSampler} draws the actions and observations that Gymnasium's spaces would.
 *
 * <p>Source: the published algorithms of O'Neill, <i>PCG: A Family of Simple Fast Space-Efficient Statistically Good
 * Algorithms for Random Number Generation</i> (2014), and Lemire, <i>Fast Random Integer Generation in an Interval</i>
 * (2019); constants and the order of draws are NumPy 2's. Not safe for use by several threads.
 */
@NullMarked
package keel.env.numpy;

import org.jspecify.annotations.NullMarked;
