package keel.training.network;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What NVIDIA's driver has for this process, asked in its own library and hence with {@code CUDA_VISIBLE_DEVICES} obeyed. */
sealed interface CudaDevices {
    /** No GPU can be used, for a reason that ends a sentence. */
    record Unusable(String why) implements CudaDevices {}

    /** At least one GPU, in CUDA's order. The version is the newest CUDA that the driver knows: 11060 for 11.6. */
    record Usable(int version, List<Gpu> gpus) implements CudaDevices {}

    /** One of them. */
    record Gpu(String name, ComputeCapability capability) {
        @Override
        public String toString() {
            return "%s (compute capability %s)".formatted(name, capability);
        }
    }

    /** Asks the driver, which takes as long as it needs to start. */
    static CudaDevices ask() {
        return ask(Platform.isWindows() ? "nvcuda" : "libcuda.so.1");
    }

    /** Asks the driver in a library of this name. */
    static CudaDevices ask(String library) {
        try {
            return ask(NativeLibrary.getInstance(library));
        } catch (LinkageError e) {
            // Its message lists the whole class path.
            return new Unusable("NVIDIA's driver is not installed: its library %s does not load".formatted(library));
        }
    }

    private static CudaDevices ask(NativeLibrary driver) {
        try {
            call(driver, "cuInit", 0);
            int version = number(driver, "cuDriverGetVersion");
            int count = number(driver, "cuDeviceGetCount");
            List<Gpu> gpus = new ArrayList<>();
            for (int ordinal = 0; ordinal < count; ordinal++) {
                gpus.add(gpu(driver, ordinal));
            }
            return gpus.isEmpty() ? new Unusable("NVIDIA's driver sees no GPU") : new Usable(version, gpus);
        } catch (CudaFault e) {
            return new Unusable("NVIDIA's driver gives no GPU: " + e.getMessage());
        }
    }

    private static Gpu gpu(NativeLibrary driver, int ordinal) throws CudaFault {
        IntByReference device = new IntByReference();
        call(driver, "cuDeviceGet", device, ordinal);
        byte[] name = new byte[256];
        call(driver, "cuDeviceGetName", name, name.length, device.getValue());
        int end = 0;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        // The attributes' numbers are those of CUdevice_attribute in cuda.h: major and minor compute capability.
        return new Gpu(
                new String(name, 0, end, StandardCharsets.UTF_8),
                new ComputeCapability(
                        number(driver, "cuDeviceGetAttribute", 75, device.getValue()),
                        number(driver, "cuDeviceGetAttribute", 76, device.getValue())));
    }

    /** A function whose first parameter is where the number goes. */
    private static int number(NativeLibrary driver, String function, Object... more) throws CudaFault {
        IntByReference result = new IntByReference();
        Object[] arguments = new Object[more.length + 1];
        arguments[0] = result;
        System.arraycopy(more, 0, arguments, 1, more.length);
        call(driver, function, arguments);
        return result.getValue();
    }

    private static void call(NativeLibrary driver, String function, Object... arguments) throws CudaFault {
        int code = driver.getFunction(function).invokeInt(arguments);
        if (code != 0) {
            throw new CudaFault(function, code);
        }
    }

    /** A call of the driver that failed. */
    final class CudaFault extends Exception {
        private static final long serialVersionUID = 1L;

        CudaFault(String function, int code) {
            super(
                    code == 100
                            ? "there is none, or CUDA_VISIBLE_DEVICES hides it (%s, error 100)".formatted(function)
                            : "%s failed with error %d of the CUDA driver API".formatted(function, code));
        }
    }
}
