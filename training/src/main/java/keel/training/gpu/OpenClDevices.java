package keel.training.gpu;

import static org.lwjgl.opencl.CL10.*;

import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL;
import org.lwjgl.opencl.CL12;
import org.lwjgl.system.Configuration;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.system.Platform;

/** Asks OpenCL what there is. Needs a driver with OpenCL, such as every driver of NVIDIA's brings along. */
final class OpenClDevices {
    /** Of NVIDIA's extension {@code cl_nv_device_attribute_query}. */
    private static final int COMPUTE_CAPABILITY_MAJOR = 0x4000;

    private static final int COMPUTE_CAPABILITY_MINOR = 0x4001;

    /** What leads to drivers on Linux. Without the version LWJGL would ask for a link that only packages for developers have. */
    private static final String LOADER = "libOpenCL.so.1";

    private static Optional<String> missing = Optional.empty();
    private static boolean loaded;

    private OpenClDevices() {}

    /** Loads the library that leads to drivers, once. */
    private static synchronized void load() {
        if (loaded) {
            return;
        }
        if (missing.isEmpty()) {
            Configuration.OPENCL_EXPLICIT_INIT.set(true);
            missing = tryToLoad();
            loaded = missing.isEmpty();
        }
        missing.ifPresent(reason -> {
            throw new OpenClMissingException(reason);
        });
    }

    private static Optional<String> tryToLoad() {
        try {
            if (Platform.get() == Platform.LINUX) {
                CL.create(LOADER);
            } else {
                CL.create();
            }
            return Optional.empty();
        } catch (LinkageError | RuntimeException e) {
            return Optional.of(
                    "there is no OpenCL library on this machine (" + e.getMessage()
                            + "). Install the GPU's driver; on Linux it or a package such as Debian's ocl-icd-libopencl1 brings libOpenCL.so.1");
        }
    }

    /** A device with what OpenCL calls it. */
    record Found(long platform, long device, GpuDescription description) {}

    /**
     * All devices, those of the first platform first.
     *
     * @throws OpenClMissingException if there is no OpenCL on this machine
     */
    static List<Found> list() {
        load();
        List<Found> all = new ArrayList<>();
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer count = stack.mallocInt(1);
            int code = clGetPlatformIDs(null, count);
            if (code != CL_SUCCESS || count.get(0) == 0) {
                throw new OpenClMissingException(
                        "no OpenCL driver answers (error %d; on Linux a file in /etc/OpenCL/vendors names each)"
                                .formatted(code));
            }
            PointerBuffer platforms = stack.mallocPointer(count.get(0));
            OpenClException.check("listing platforms", clGetPlatformIDs(platforms, (IntBuffer) null));
            for (int i = 0; i < platforms.capacity(); i++) {
                addDevices(platforms.get(i), all);
            }
        }
        return all;
    }

    private static void addDevices(long platform, List<Found> all) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer count = stack.mallocInt(1);
            if (clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, null, count) != CL_SUCCESS || count.get(0) == 0) {
                return;
            }
            PointerBuffer devices = stack.mallocPointer(count.get(0));
            OpenClException.check(
                    "listing devices", clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, devices, (IntBuffer) null));
            for (int i = 0; i < devices.capacity(); i++) {
                all.add(new Found(platform, devices.get(i), describe(devices.get(i))));
            }
        } catch (OpenClException e) {
            // One driver that cannot even be asked must not hide the others.
            return;
        }
    }

    private static GpuDescription describe(long device) {
        String extensions = text(device, CL_DEVICE_EXTENSIONS);
        Optional<String> capability = extensions.contains("cl_nv_device_attribute_query")
                ? Optional.of(whole(device, COMPUTE_CAPABILITY_MAJOR) + "." + whole(device, COMPUTE_CAPABILITY_MINOR))
                : Optional.empty();
        return new GpuDescription(
                text(device, CL_DEVICE_NAME),
                text(device, CL_DEVICE_VENDOR),
                text(device, CL_DRIVER_VERSION),
                (large(device, CL_DEVICE_TYPE) & CL_DEVICE_TYPE_GPU) != 0,
                capability,
                whole(device, CL_DEVICE_MAX_COMPUTE_UNITS),
                large(device, CL_DEVICE_GLOBAL_MEM_SIZE),
                large(device, CL_DEVICE_MAX_MEM_ALLOC_SIZE),
                shortcoming(device, extensions));
    }

    private static Optional<String> shortcoming(long device, String extensions) {
        if (!extensions.contains("cl_khr_fp64") && large(device, CL12.CL_DEVICE_DOUBLE_FP_CONFIG) == 0) {
            return Optional.of("it has no double precision, which norms of gradients are summed in");
        }
        if (whole(device, CL_DEVICE_MAX_WORK_GROUP_SIZE) < GpuKernel.GROUP) {
            return Optional.of("its work-groups are smaller than " + GpuKernel.GROUP);
        }
        if (whole(device, CL_DEVICE_AVAILABLE) == 0 || whole(device, CL_DEVICE_COMPILER_AVAILABLE) == 0) {
            return Optional.of("it is not available, or has no compiler");
        }
        return Optional.empty();
    }

    private static String text(long device, int what) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer size = stack.mallocPointer(1);
            OpenClException.check("asking a device", clGetDeviceInfo(device, what, (IntBuffer) null, size));
            var bytes = MemoryUtil.memAlloc((int) size.get(0));
            try {
                OpenClException.check("asking a device", clGetDeviceInfo(device, what, bytes, null));
                return MemoryUtil.memUTF8(bytes, Math.max(0, bytes.capacity() - 1))
                        .strip();
            } finally {
                MemoryUtil.memFree(bytes);
            }
        }
    }

    private static int whole(long device, int what) {
        // Some of these are as large as a pointer.
        return (int) large(device, what);
    }

    private static long large(long device, int what) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            LongBuffer value = stack.callocLong(1);
            // A device that does not know the question has not got what it is about.
            return clGetDeviceInfo(device, what, value, null) == CL_SUCCESS ? value.get(0) : 0;
        }
    }
}
