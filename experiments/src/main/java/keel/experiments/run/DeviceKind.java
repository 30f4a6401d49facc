package keel.experiments.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import keel.training.InvalidConfigException;
import keel.training.gpu.GpuDescription;

/** What may compute networks of engine {@code stacked}: what {@code --device} names, and what {@code meta.json} records. */
public enum DeviceKind {
    /** The processor. */
    CPU,
    /** NVIDIA's GPU. */
    CUDA,
    /** Any device that OpenCL offers. */
    OPENCL;

    /** As written. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kind of this name.
     *
     * @param where it is written, for the message
     */
    static DeviceKind of(String key, Object where) {
        return Arrays.stream(values())
                .filter(kind -> kind.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new InvalidConfigException(
                        "%s: its device is '%s', which this Keel does not know (known: %s). Name the device to go on with: --device cpu, for example."
                                .formatted(
                                        where,
                                        key,
                                        Arrays.stream(values())
                                                .map(DeviceKind::key)
                                                .collect(Collectors.joining(", ")))));
    }

    /** Whether this names a device, if it is fit to train on. */
    public boolean includes(GpuDescription device) {
        return switch (this) {
            case CPU -> false;
            case CUDA -> device.gpu() && device.nvidia();
            case OPENCL -> true;
        };
    }
}
