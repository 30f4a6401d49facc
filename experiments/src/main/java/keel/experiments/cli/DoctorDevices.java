package keel.experiments.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import keel.experiments.run.DeviceKind;
import keel.experiments.run.TrainingDevice;
import keel.training.gpu.GpuDescription;
import keel.training.gpu.GpuDevice;

/** What {@code keel doctor} says of GPUs, and of what else OpenCL offers. That there is none is no fault of a machine. */
final class DoctorDevices {
    private static final long PATIENCE_SECONDS = 20;

    private final BiConsumer<String, String> line;

    /** @param line takes a line's name and its text */
    DoctorDevices(BiConsumer<String, String> line) {
        this.line = line;
    }

    /** A line for every device or, if there is none, one that says why. */
    void tell() {
        List<GpuDescription> all = GpuDevice.list();
        all.forEach(device -> line.accept(device.gpu() ? "gpu" : "opencl device", text(device, all)));
        if (all.stream().noneMatch(GpuDescription::gpu)) {
            line.accept("gpu", "none: " + GpuDevice.missing().orElse("nothing of what OpenCL offers here is one"));
        }
        hint(all, nvidiaSmi()).ifPresent(hint -> line.accept("gpu", hint));
    }

    private static String text(GpuDescription device, List<GpuDescription> all) {
        if (device.shortcoming().isPresent()) {
            return "%s; networks cannot train there: %s"
                    .formatted(device, device.shortcoming().get());
        }
        return "%s; %s; %s".formatted(device, uses(device, all), time(device));
    }

    /** Which words of --device mean it. */
    static String uses(GpuDescription device, List<GpuDescription> all) {
        List<String> words = new ArrayList<>();
        for (DeviceKind kind : List.of(DeviceKind.CUDA, DeviceKind.OPENCL)) {
            boolean first = all.stream()
                    .filter(other -> other.shortcoming().isEmpty())
                    .filter(TrainingDevice.preferred(kind, all))
                    .findFirst()
                    .filter(device::equals)
                    .isPresent();
            if (first) {
                words.add("--device " + kind.key());
            }
        }
        return words.isEmpty()
                ? "not used, for --device takes another one first"
                : "engine stacked runs there with " + String.join(" or ", words);
    }

    private static String time(GpuDescription description) {
        try (GpuDevice device = GpuDevice.open(description.name(), description::equals)) {
            return ForwardPass.time(shape -> device.stack(shape, 1));
        } catch (RuntimeException e) {
            return "but it failed at a first network: " + e.getMessage();
        }
    }

    /**
     * What to install where NVIDIA's driver runs without its OpenCL, as in containers.
     *
     * @param smi what nvidia-smi lists
     */
    static Optional<String> hint(List<GpuDescription> all, String smi) {
        boolean offered = all.stream().anyMatch(device -> device.gpu() && device.nvidia());
        return offered || !smi.startsWith("GPU 0")
                ? Optional.empty()
                : Optional.of(
                        "nvidia-smi shows %s, but OpenCL does not. Its driver brings libnvidia-opencl.so.1; have the file /etc/OpenCL/vendors/nvidia.icd hold this name, in containers with NVIDIA_DRIVER_CAPABILITIES=compute,utility, and install ocl-icd-libopencl1"
                                .formatted(
                                        smi.lines().findFirst().orElse("a GPU").replaceAll(" \\(UUID.*", "")));
    }

    /** Nothing without NVIDIA's driver. */
    private static String nvidiaSmi() {
        try {
            Process process = new ProcessBuilder("nvidia-smi", "-L")
                    .redirectErrorStream(true)
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "";
            }
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
