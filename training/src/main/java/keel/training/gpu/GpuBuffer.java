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
    boolean isOf(Thread thread) {
        return owner == thread;
    }

    long bytes() {
        return bytes;
    }

    /**
     * Copies {@code from[first .. first + count)} to the floats from {@code at} on. Waits first: while an array is being read the
     * JVM collects no garbage, in no thread.
     */
    void put(long at, float[] from, int first, int count) {
        device.finish();
        if (count == from.length) {
            device.checkRoom(
                    "writing", clEnqueueWriteBuffer(device.queue(), handle(), true, at * FLOAT, from, null, null));
            return;
        }
        FloatBuffer part = MemoryUtil.memAllocFloat(count);
        try {
            part.put(0, from, first, count);
            device.checkRoom(
                    "writing", clEnqueueWriteBuffer(device.queue(), handle(), true, at * FLOAT, part, null, null));
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
        device.checkRoom("writing", clEnqueueWriteBuffer(device.queue(), handle(), true, 0, from, null, null));
    }

    void put(double[] from) {
        device.checkRoom("writing", clEnqueueWriteBuffer(device.queue(), handle(), true, 0, from, null, null));
    }

    void put(long[] from) {
        var values = MemoryUtil.memAlloc(from.length * Long.BYTES);
        try {
            values.asLongBuffer().put(from);
            device.checkRoom("writing", clEnqueueWriteBuffer(device.queue(), handle(), true, 0, values, null, null));
        } finally {
            MemoryUtil.memFree(values);
        }
    }

    /** Copies doubles to those from {@code at} on. */
    void put(long at, double[] from) {
        device.checkRoom(
                "writing", clEnqueueWriteBuffer(device.queue(), handle(), true, at * Double.BYTES, from, null, null));
    }

    /** Copies as many doubles from {@code at} on as there is room for. */
    void get(long at, double[] to) {
        device.finish();
        check("reading", clEnqueueReadBuffer(device.queue(), handle(), true, at * Double.BYTES, to, null, null));
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
            device.checkRoom(
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
