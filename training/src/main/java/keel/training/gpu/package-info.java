/**
 * Stacked networks on a GPU, through OpenCL: {@link keel.training.gpu.GpuDevice} opens one and makes networks that keep the
 * contract of {@link keel.training.network.Network}. Start reading at {@link keel.training.gpu.GpuNetwork}, then {@code
 * passes.cl} and {@code updates.cl} beside it in the resources, which are all the arithmetic there is.
 *
 * <p>The kernels are compiled by the driver of the device that runs them: those of NVIDIA, AMD and Intel, and PoCL's for the
 * processor, with which the tests run the same kernels where there is no GPU. Nothing but a driver is needed.
 *
 * <p>A network and its updates belong to one thread; a device may serve several.
 */
@NullMarked
package keel.training.gpu;

import org.jspecify.annotations.NullMarked;
