package keel.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import keel.experiments.sweep.DeviceMemory;
import keel.training.InvalidConfigException;
import keel.training.gpu.GpuDescription;
import keel.training.gpu.GpuDevice;
import keel.training.gpu.NoGpuException;
import keel.training.gpu.OpenClException;
import keel.training.network.Device;

/** What computes the stacked networks of a command: opened once, and closed by whoever opened it. */
public final class TrainingDevice implements AutoCloseable {
    /** Of a GPU's memory; the rest is for the driver, other processes and what estimates leave out. */
    private static final double SHARE_OF_GPU = 0.8;

    private final DeviceKind kind;
    private final Optional<GpuDevice> gpu;

    private TrainingDevice(DeviceKind kind, Optional<GpuDevice> gpu) {
        this.kind = kind;
        this.gpu = gpu;
    }

    /** The processor. */
    public static TrainingDevice cpu() {
        return new TrainingDevice(DeviceKind.CPU, Optional.empty());
    }

    /**
     * Opens a device of this kind, a GPU before what is none.
     *
     * @throws InvalidConfigException if there is none, saying what is missing
     */
    public static TrainingDevice open(DeviceKind kind) {
        if (kind == DeviceKind.CPU) {
            return cpu();
        }
        String wanted =
                kind == DeviceKind.CUDA ? "NVIDIA's GPU (--device cuda)" : "a device of OpenCL (--device opencl)";
        try {
            return new TrainingDevice(kind, Optional.of(GpuDevice.open(wanted, preferred(kind, GpuDevice.list()))));
        } catch (NoGpuException | OpenClException e) {
            throw new InvalidConfigException(
                    "%s. Train on the processor with --device cpu, or on whatever there is with --device auto; `keel doctor` tells what this machine offers."
                            .formatted(e.getMessage()));
        }
    }

    /** Those that a kind means on a machine with these devices. */
    public static Predicate<GpuDescription> preferred(DeviceKind kind, List<GpuDescription> all) {
        boolean anyGpu = all.stream().anyMatch(device -> kind.includes(device) && fitGpu(device));
        return device -> kind.includes(device) && (device.gpu() || !anyGpu);
    }

    private static boolean fitGpu(GpuDescription device) {
        return device.gpu() && device.shortcoming().isEmpty();
    }

    /**
     * NVIDIA's GPU or, if there is none, another one or, if there is none, the processor.
     *
     * @param tell told which, and why
     */
    public static TrainingDevice auto(Consumer<String> tell) {
        List<GpuDescription> all = GpuDevice.list();
        for (DeviceKind kind : List.of(DeviceKind.CUDA, DeviceKind.OPENCL)) {
            if (all.stream().anyMatch(device -> kind.includes(device) && fitGpu(device))) {
                try {
                    TrainingDevice device = open(kind);
                    tell.accept("--device auto: training on %s".formatted(device.name()));
                    return device;
                } catch (InvalidConfigException e) {
                    tell.accept("--device auto: training on the processor: %s".formatted(e.getMessage()));
                    return cpu();
                }
            }
        }
        tell.accept("--device auto: training on the processor, for there is no GPU to train on: %s"
                .formatted(GpuDevice.missing()
                        .orElseGet(() -> "OpenCL offers "
                                + String.join(
                                        ", ",
                                        all.stream()
                                                .map(TrainingDevice::fitness)
                                                .toList()))));
        return cpu();
    }

    private static String fitness(GpuDescription device) {
        String why = device.shortcoming().orElse(device.gpu() ? "a GPU" : "no GPU");
        return "%s (%s)".formatted(device.name(), why);
    }

    public DeviceKind kind() {
        return kind;
    }

    /** What computes. */
    public Device device() {
        return gpu.<Device>map(opened -> opened).orElse(Device.CPU);
    }

    /** Whether this is not the processor, or the processor through OpenCL. */
    public boolean onGpu() {
        return gpu.isPresent();
    }

    /**
     * How much memory cohorts may have there, if they have any there.
     *
     * @param most that they may have of any memory, if somebody said so
     */
    public Optional<DeviceMemory> memory(Optional<Long> most) {
        return gpu.map(GpuDevice::description)
                .map(it -> new DeviceMemory(
                        it.name(),
                        it.memoryBytes(),
                        Math.min((long) (SHARE_OF_GPU * it.memoryBytes()), most.orElse(Long.MAX_VALUE)),
                        it.largestBytes()));
    }

    /** For a person. */
    public String name() {
        return gpu.map(opened -> "%s, %s".formatted(kind.key(), opened.description()))
                .orElse(kind.key());
    }

    /** For {@code meta.json}: {@code "cpu"}, or an object. */
    public JsonNode record() {
        return gpu.<JsonNode>map(opened -> record(opened.description())).orElseGet(TrainingDevice::processor);
    }

    /** What {@link #record} gives for the processor. */
    static JsonNode processor() {
        return TextNode.valueOf(DeviceKind.CPU.key());
    }

    private ObjectNode record(GpuDescription description) {
        ObjectNode json = JsonFiles.MAPPER.createObjectNode();
        json.put("kind", kind.key());
        json.put("name", description.name());
        json.put("vendor", description.vendor());
        json.put("driver", description.driver());
        description.computeCapability().ifPresent(capability -> json.put("compute_capability", capability));
        return json;
    }

    /** For a person: what {@code meta.json} records. */
    static String text(JsonNode record) {
        if (!record.isObject()) {
            return record.asText(DeviceKind.CPU.key());
        }
        String parts = Stream.of("name", "driver", "compute_capability")
                .filter(record::has)
                .map(key -> (key.equals("name") ? "" : key.replace('_', ' ') + " ")
                        + record.get(key).asText())
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        return "%s (%s)".formatted(record.path("kind").asText(), parts);
    }

    @Override
    public void close() {
        gpu.ifPresent(GpuDevice::close);
    }

    @Override
    public String toString() {
        return name();
    }
}
