package keel.training.gpu;

import static org.lwjgl.opencl.CL10.*;

import java.nio.FloatBuffer;
import org.lwjgl.opencl.CL12;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** An array in the memory of a {@link GpuDevice}. Calls take effect in the order in which they are made. */
final class GpuBuffer implements AutoCloseable {
    /** Bytes of a float. */
    static final int FLOAT = Float.BYTES;

    private final GpuDevice device;
    private final long handle;
    private final long bytes;
    private final Thread owner = Thread.currentThread();
    private boolean closed;

    GpuBuffer(GpuDevice device, long handle, long bytes) {
        this.device = device;
        this.handle = handle;
        this.bytes = bytes;
    }

    long handle() {
        if (closed) {
            throw new IllegalStateException("this array was given back to the device");
        }
        return handle;
    }

    /** Whether this thread asked for it. */
    boolean isMine() {
        return owner == Thread.currentThread();
    }

    long bytes() {
        return bytes;
    }

    /** Copies {@code from[first .. first + count)} to the floats from {@code at} on. */
    void put(long at, float[] from, int first, int count) {
        if (count == from.length) {
            check("writing", clEnqueueWriteBuffer(device.queue(), handle(), true, at * FLOAT, from, null, null));
            return;
        }
        FloatBuffer part = MemoryUtil.memAllocFloat(count);
        try {
            part.put(0, from, first, count);
            check("writing", clEnqueueWriteBuffer(device.queue(), handle(), true, at * FLOAT, part, null, null));
        } finally {
            MemoryUtil.memFree(part);
        }
    }

    /** Copies as many floats from {@code at} on as there is room for. */
    void get(long at, float[] to) {
        device.finish();
        check("reading", clEnqueueReadBuffer(device.queue(), handle(), true, at * FLOAT, to, null, null));
    }

    /** One member's part of an array {@code [P,n]}. */
    float[] member(int member, int count) {
        float[] part = new float[count];
        get((long) member * count, part);
        return part;
    }

    void put(int[] from) {
        check("writing", clEnqueueWriteBuffer(device.queue(), handle(), true, 0, from, null, null));
    }

    void put(double[] from) {
        check("writing", clEnqueueWriteBuffer(device.queue(), handle(), true, 0, from, null, null));
    }

    void put(long[] from) {
        var values = MemoryUtil.memAlloc(from.length * Long.BYTES);
        try {
            values.asLongBuffer().put(from);
            check("writing", clEnqueueWriteBuffer(device.queue(), handle(), true, 0, values, null, null));
        } finally {
            MemoryUtil.memFree(values);
        }
    }

    void get(double[] to) {
        device.finish();
        check("reading", clEnqueueReadBuffer(device.queue(), handle(), true, 0, to, null, null));
    }

    /** Takes over the first bytes of another array. */
    void copy(GpuBuffer from, long count) {
        check("copying", clEnqueueCopyBuffer(device.queue(), from.handle(), handle(), 0, 0, count, null, null));
    }

    void fillWithZeros() {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            check(
                    "clearing",
                    CL12.clEnqueueFillBuffer(
                            device.queue(), handle(), stack.bytes((byte) 0), 0, Math.max(FLOAT, bytes), null, null));
        }
    }

    private void check(String what, int code) {
        device.check(what, code);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            device.release(this, handle);
        }
    }
}
