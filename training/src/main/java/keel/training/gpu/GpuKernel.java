package keel.training.gpu;

import static org.lwjgl.opencl.CL10.*;

import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;

/** A kernel with the arguments that it was given last. Arguments are given in order, then it is {@link #run}. */
final class GpuKernel implements AutoCloseable {
    /** Work-items of every group, as the kernels are written for. */
    static final int GROUP = 256;

    private final GpuDevice device;
    private final String name;
    private final long handle;
    private int next;

    GpuKernel(GpuDevice device, String name, long handle) {
        this.device = device;
        this.name = name;
        this.handle = handle;
    }

    /** Groups that have a work-item for each of so many numbers. */
    static int blocks(long numbers) {
        return Math.toIntExact((numbers + GROUP - 1) / GROUP);
    }

    GpuKernel with(GpuBuffer buffer) {
        return given(clSetKernelArg1p(handle, next, buffer.handle()));
    }

    GpuKernel with(int value) {
        return given(clSetKernelArg1i(handle, next, value));
    }

    GpuKernel with(long value) {
        return given(clSetKernelArg1l(handle, next, value));
    }

    GpuKernel with(float value) {
        return given(clSetKernelArg1f(handle, next, value));
    }

    /** Local memory that the work-items of a group share. */
    GpuKernel withLocal(long bytes) {
        return given(clSetKernelArg(handle, next, bytes));
    }

    /** Local memory for a sum over the work-items of a group. */
    GpuKernel withSums() {
        return withLocal((long) GROUP * Double.BYTES);
    }

    private GpuKernel given(int code) {
        device.check("argument " + next + " of " + name, code);
        next++;
        return this;
    }

    /** Starts so many groups; the next argument will be the first again. */
    void run(long groups) {
        next = 0;
        if (groups == 0) {
            return;
        }
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer global = stack.pointers(groups * GROUP);
            PointerBuffer local = stack.pointers(GROUP);
            device.check(name, clEnqueueNDRangeKernel(device.queue(), handle, 1, null, global, local, null, null));
        }
    }

    @Override
    public void close() {
        clReleaseKernel(handle);
    }
}
