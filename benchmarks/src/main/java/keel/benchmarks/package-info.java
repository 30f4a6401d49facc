/**
 * JMH benchmarks. {@code benchmarks/run} builds and runs them and takes JMH's own arguments;
 * {@code benchmarks/compare-networks} runs those of dense networks beside PyTorch and writes a table of ratios. {@code
 * benchmarks/compare-bridge} runs {@link keel.benchmarks.BridgeDriver}, which is not JMH's, beside Gymnasium and dm_env_rpc.
 * What {@code benchmarks/gpu/run} measures on a GPU is in {@link keel.benchmarks.gpu}.
 *
 * <p>Start reading at {@link keel.benchmarks.NetworkUpdateBenchmark}. Times are microseconds for a whole stack unless a name
 * says otherwise, on one thread.
 */
@NullMarked
package keel.benchmarks;

import org.jspecify.annotations.NullMarked;
