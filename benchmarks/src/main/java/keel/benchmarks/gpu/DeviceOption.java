package keel.benchmarks.gpu;

import keel.training.gpu.GpuDevice;
import picocli.CommandLine.Option;

/** Which GPU. */
final class DeviceOption {
    /** What to open. */
    enum Kind {
        /** A GPU of NVIDIA's. */
        CUDA,
        /** Whatever OpenCL offers first. */
        OPENCL
    }

    @Option(
            names = "--device",
            defaultValue = "cuda",
            description = "cuda: a GPU of NVIDIA's; opencl: whatever OpenCL has.")
    private Kind kind = Kind.CUDA;

    GpuDevice open() {
        return switch (kind) {
            case CUDA -> GpuDevice.open("a GPU of NVIDIA's", device -> device.gpu() && device.nvidia());
            case OPENCL -> GpuDevice.open("a device with OpenCL", device -> true);
        };
    }
}
