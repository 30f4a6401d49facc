package keel.benchmarks.gpu;

import keel.experiments.run.DeviceKind;
import keel.experiments.run.TrainingDevice;
import keel.training.gpu.GpuDevice;
import picocli.CommandLine.Option;

/** Which device, of those that {@code keel} knows by these names. */
final class DeviceOption {
    @Option(names = "--device", defaultValue = "cuda", description = "cuda or opencl, as of keel.")
    private DeviceKind kind = DeviceKind.CUDA;

    GpuDevice open() {
        return GpuDevice.open("--device " + kind.key(), TrainingDevice.preferred(kind, GpuDevice.list()));
    }
}
