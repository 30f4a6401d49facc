package keel.training.gpu;

import java.util.Optional;
import keel.training.network.MlpLayout;
import keel.training.network.Network;
import org.junit.jupiter.api.Assumptions;

/**
 * The device that tests of the kernels run on: a GPU if there is one, or PoCL, which runs the same kernels on the processor.
 * Without any, such tests are skipped; {@code -Dkeel.opencl=required} makes that a failure.
 */
public final class TestDevice {
    private TestDevice() {}

    private static final class Opened {
        static final Optional<GpuDevice> DEVICE;
        static final String MISSING;

        static {
            Optional<GpuDevice> device = Optional.empty();
            String missing = "";
            try {
                device = Optional.of(GpuDevice.open("any device", description -> true));
            } catch (NoGpuException e) {
                missing = e.getMessage();
            }
            DEVICE = device;
            MISSING = missing;
        }
    }

    /** Open for as long as the tests run. */
    public static GpuDevice get() {
        return Opened.DEVICE.orElseGet(TestDevice::missing);
    }

    private static GpuDevice missing() {
        String message = "no OpenCL device to run kernels on: %s. Install one, such as Debian's pocl-opencl-icd"
                .formatted(Opened.MISSING);
        if (System.getProperty("keel.opencl", "auto").equals("required")) {
            throw new IllegalStateException(message);
        }
        return Assumptions.abort(message + " (skipped; -Dkeel.opencl=required makes this a failure)");
    }

    /** Another one, which gives no array of more bytes. */
    public static GpuDevice withLargestArray(long bytes) {
        get();
        OpenClDevices.Found found = OpenClDevices.list().get(0);
        GpuDescription d = found.description();
        return new GpuDevice(new OpenClDevices.Found(
                found.platform(),
                found.device(),
                new GpuDescription(
                        d.name(),
                        d.vendor(),
                        d.driver(),
                        d.gpu(),
                        d.computeCapability(),
                        d.computeUnits(),
                        d.memoryBytes(),
                        bytes,
                        d.shortcoming())));
    }

    /** A network whose passes run tile by tile, a launch a stage. */
    public static Network byStage(MlpLayout layout, int members) {
        return new GpuNetwork(get(), layout, members, GpuPass.Form.STAGE);
    }

    /** A network whose passes run as one launch, a work-group a member. */
    public static Network byMember(MlpLayout layout, int members) {
        return new GpuNetwork(get(), layout, members, GpuPass.Form.MEMBER);
    }
}
