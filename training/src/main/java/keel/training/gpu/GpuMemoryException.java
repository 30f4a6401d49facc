package keel.training.gpu;

/** A device has no room left. */
public final class GpuMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message a sentence for a person: what, why, how to mend it */
    public GpuMemoryException(String message) {
        super(message);
    }

    GpuMemoryException(GpuDevice device, long bytes) {
        super(message(device, "an array of %.1f GiB was asked for".formatted(bytes / (double) (1L << 30))));
    }

    GpuMemoryException(GpuDevice device, OpenClException cause) {
        super(message(device, cause.getMessage()), cause);
    }

    private static String message(GpuDevice device, String what) {
        GpuDescription description = device.description();
        double unit = 1L << 30;
        return "%s has no room left: %s while Keel's arrays take %.1f GiB of its %.1f GiB, and one array may take %.1f GiB. Train fewer runs at a time (--memory), or end what else uses the device."
                .formatted(
                        description.name(),
                        what,
                        device.allocatedBytes() / unit,
                        description.memoryBytes() / unit,
                        description.largestBytes() / unit);
    }
}
