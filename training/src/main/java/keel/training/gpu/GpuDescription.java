package keel.training.gpu;

import java.util.Locale;
import java.util.Optional;

/**
 * A device that OpenCL offers.
 *
 * @param gpu whether it is a GPU; a processor otherwise, or what OpenCL calls an accelerator
 * @param computeCapability of NVIDIA's, such as {@code 9.0}
 * @param computeUnits work-groups that run at the same time, or more
 * @param memoryBytes all there is
 * @param largestBytes what one array may take
 * @param shortcoming why networks cannot train on it, if so
 */
public record GpuDescription(
        String name,
        String vendor,
        String driver,
        boolean gpu,
        Optional<String> computeCapability,
        int computeUnits,
        long memoryBytes,
        long largestBytes,
        Optional<String> shortcoming) {
    /** Whether this is NVIDIA's. */
    public boolean nvidia() {
        return vendor.toLowerCase(Locale.ROOT).contains("nvidia");
    }

    @Override
    public String toString() {
        return "%s (%s, driver %s%s, %d compute units, %.1f GiB)"
                .formatted(
                        name,
                        vendor,
                        driver,
                        computeCapability
                                .map(capability -> ", compute capability " + capability)
                                .orElse(""),
                        computeUnits,
                        memoryBytes / (double) (1L << 30));
    }
}
