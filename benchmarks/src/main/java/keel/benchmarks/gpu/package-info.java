/**
 * What {@code benchmarks/gpu/run} measures in Java: {@link keel.benchmarks.gpu.GpuCorrectness} compares networks on a GPU with
 * those on the processor, {@link keel.benchmarks.gpu.GpuUpdates} times their updates. {@code peers/gpu_updates.py} does the same
 * updates in PyTorch and JAX.
 *
 * <p>Start reading at {@link keel.benchmarks.gpu.FixedRowsUpdate}, which says what an update is. Times are microseconds for a
 * whole stack. One thread.
 */
@NullMarked
package keel.benchmarks.gpu;

import org.jspecify.annotations.NullMarked;
