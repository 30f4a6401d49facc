package keel.training.gpu;

import static org.lwjgl.opencl.CL10.*;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import keel.training.network.Device;
import keel.training.network.Network;
import keel.training.network.NetworkShape;
import keel.training.network.RowTable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL;
import org.lwjgl.opencl.CL12;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/**
 * A GPU, or whatever else a driver of OpenCL offers, that computes stacked networks. All that is asked of it happens in the
 * order of asking, whatever network asks; networks of several threads may share it.
 *
 * <p>Kernels are compiled by the driver when they are first needed.
 */
public final class GpuDevice implements Device, AutoCloseable {
    private final GpuDescription description;
    private final long device;
    private final long context;
    private final long queue;
    private final Map<String, Long> programs = new HashMap<>();
    private final Set<GpuBuffer> arrays = ConcurrentHashMap.newKeySet();
    private boolean closed;

    GpuDevice(OpenClDevices.Found found) {
        description = found.description();
        device = found.device();
        try (MemoryStack stack = MemoryStack.stackPush()) {
            CL.createPlatformCapabilities(found.platform());
            PointerBuffer properties = stack.pointers(CL_CONTEXT_PLATFORM, found.platform(), 0);
            IntBuffer code = stack.mallocInt(1);
            context = clCreateContext(properties, device, null, 0, code);
            OpenClException.check("opening " + description.name(), code.get(0));
            queue = clCreateCommandQueue(context, device, 0, code);
            OpenClException.check("opening a queue of " + description.name(), code.get(0));
        }
    }

    /** All devices of this machine's drivers; empty if there are none. */
    public static List<GpuDescription> list() {
        try {
            return OpenClDevices.list().stream()
                    .map(OpenClDevices.Found::description)
                    .toList();
        } catch (OpenClMissingException e) {
            return List.of();
        }
    }

    /** Why there are no devices, if OpenCL itself is missing or has no driver. */
    public static Optional<String> missing() {
        try {
            OpenClDevices.list();
            return Optional.empty();
        } catch (OpenClMissingException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Opens the first device that is fit to train on and meets a condition.
     *
     * @param wanted what it should be, for the message
     * @throws NoGpuException if there is none; says what there is instead
     */
    public static GpuDevice open(String wanted, Predicate<GpuDescription> condition) {
        List<OpenClDevices.Found> all;
        try {
            all = OpenClDevices.list();
        } catch (OpenClMissingException e) {
            throw new NoGpuException("%s was asked for, but %s".formatted(wanted, e.getMessage()));
        }
        for (OpenClDevices.Found found : all) {
            GpuDescription description = found.description();
            if (condition.test(description) && description.shortcoming().isEmpty()) {
                return ready(new GpuDevice(found));
            }
        }
        throw new NoGpuException(
                "%s was asked for, but of the devices that OpenCL offers here none is one that can train: %s"
                        .formatted(wanted, all.stream().map(GpuDevice::fitness).toList()));
    }

    /** Compiles all kernels, so that nobody meets what a driver refuses in mid-training. */
    private static GpuDevice ready(GpuDevice device) {
        try {
            device.program("passes.cl", "");
            device.program("updates.cl", "");
            return device;
        } catch (RuntimeException e) {
            device.close();
            throw e;
        }
    }

    private static String fitness(OpenClDevices.Found found) {
        GpuDescription description = found.description();
        return description
                .shortcoming()
                .map(reason -> description + ", but " + reason)
                .orElse(description.toString());
    }

    /** What it is. */
    public GpuDescription description() {
        return description;
    }

    /** Bytes that arrays take on it at present. */
    public long allocatedBytes() {
        return arrays.stream().mapToLong(GpuBuffer::bytes).sum();
    }

    @Override
    public Network stack(NetworkShape shape, int members) {
        Runnable undo = mark();
        try {
            return new GpuNetwork(this, shape, members);
        } catch (GpuMemoryException e) {
            undo.run();
            throw e;
        }
    }

    /**
     * What gives back all memory that this thread asks for from now on and has not given back by then: for whoever stops half-way
     * because there was no room.
     */
    public Runnable mark() {
        Set<GpuBuffer> before = Set.copyOf(arrays);
        Thread thread = Thread.currentThread();
        return () -> arrays.stream()
                .filter(array -> !before.contains(array) && array.isOf(thread))
                .forEach(GpuBuffer::close);
    }

    @Override
    public RowTable table(int members, int rows, int width, float[] values) {
        return new GpuRowTable(this, members, rows, width, values);
    }

    long queue() {
        if (closed) {
            throw new IllegalStateException("the device is closed; open it again");
        }
        return queue;
    }

    /**
     * An array of so many bytes.
     *
     * @throws GpuMemoryException if the device has no room for it
     */
    GpuBuffer allocate(long bytes) {
        if (bytes > description.largestBytes()) {
            throw new GpuMemoryException(this, bytes);
        }
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer code = stack.mallocInt(1);
            long handle = clCreateBuffer(context, CL_MEM_READ_WRITE, Math.max(4, bytes), code);
            checkRoom("allocating %d bytes".formatted(bytes), code.get(0));
            GpuBuffer buffer = new GpuBuffer(this, handle, bytes);
            arrays.add(buffer);
            return buffer;
        }
    }

    /** An array of floats, all 0. */
    GpuBuffer zeros(long count) {
        GpuBuffer buffer = allocate(count * GpuBuffer.FLOAT);
        buffer.fillWithZeros();
        return buffer;
    }

    void release(GpuBuffer buffer, long handle) {
        arrays.remove(buffer);
        if (!closed) {
            clReleaseMemObject(handle);
        }
    }

    void check(String what, int code) {
        if (code != CL_SUCCESS) {
            OpenClException failure = failure(what, code);
            throw failure.outOfMemory() ? new GpuMemoryException(this, failure) : failure;
        }
    }

    /** As {@link #check}, of a call that gets memory: only there "out of resources" is said of memory and nothing else. */
    void checkRoom(String what, int code) {
        if (code == OpenClException.OUT_OF_RESOURCES) {
            throw new GpuMemoryException(this, failure(what, code));
        }
        check(what, code);
    }

    private OpenClException failure(String what, int code) {
        return new OpenClException("%s on %s".formatted(what, description.name()), code);
    }

    /** Waits until all is done that was asked for. */
    void finish() {
        check("waiting", clFinish(queue()));
    }

    /**
     * A kernel with arguments of its own.
     *
     * @param source file of the resources beside this class
     * @param options macros for the compiler
     */
    GpuKernel kernel(String source, String options, String name) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer code = stack.mallocInt(1);
            long handle = clCreateKernel(program(source, options), name, code);
            check("looking up " + name, code.get(0));
            return new GpuKernel(this, name, handle);
        }
    }

    private synchronized long program(String source, String options) {
        return programs.computeIfAbsent(source + " " + options, key -> compile(source, options));
    }

    private long compile(String source, String options) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer code = stack.mallocInt(1);
            long program = clCreateProgramWithSource(context, read(source), code);
            check("compiling " + source, code.get(0));
            String all = "%s %s".formatted(options, exact()).strip();
            int built = clBuildProgram(program, device, all, null, 0);
            if (built != CL_SUCCESS) {
                throw new NoGpuException(
                        "%s's compiler does not take Keel's kernels (%s %s): %s. Train with --device cpu, and report this."
                                .formatted(description, source, all, log(program)));
            }
            return program;
        }
    }

    /** Without this, divisions and roots may be off by a few bits, in other ways on every device. */
    private String exact() {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            var config = stack.callocLong(1);
            clGetDeviceInfo(device, CL_DEVICE_SINGLE_FP_CONFIG, config, null);
            boolean can = (config.get(0) & CL12.CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0;
            return can ? "-cl-fp32-correctly-rounded-divide-sqrt" : "";
        }
    }

    private String log(long program) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer size = stack.mallocPointer(1);
            clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, (IntBuffer) null, size);
            var bytes = MemoryUtil.memAlloc((int) size.get(0));
            try {
                clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, bytes, null);
                return MemoryUtil.memUTF8(bytes).strip();
            } finally {
                MemoryUtil.memFree(bytes);
            }
        }
    }

    private static String read(String source) {
        try (InputStream in = GpuDevice.class.getResourceAsStream(source)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks its kernels " + source + "; build Keel again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return description.nvidia() && description.gpu() ? "cuda" : "opencl";
    }

    /** Networks on it are unusable from here on. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            programs.values().forEach(program -> clReleaseProgram(program));
            clReleaseCommandQueue(queue);
            clReleaseContext(context);
        }
    }
}
