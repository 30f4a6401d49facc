package keel.experiments;

import keel.training.gpu.GpuDevice;
import org.junit.jupiter.api.Assumptions;

/** Where there is no OpenCL device, tests that need one are skipped; {@code -Dkeel.opencl=required} makes that a failure. */
public final class OpenCl {
    private OpenCl() {}

    /** Call first of all. */
    public static void require() {
        if (GpuDevice.list().stream().anyMatch(device -> device.shortcoming().isEmpty())) {
            return;
        }
        String message =
                "no OpenCL device to train on: %s".formatted(GpuDevice.missing().orElse("none of those here is fit"));
        if (System.getProperty("keel.opencl", "auto").equals("required")) {
            throw new IllegalStateException(message);
        }
        Assumptions.abort(message + " (skipped; -Dkeel.opencl=required makes this a failure)");
    }
}
