package keel.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import keel.experiments.OpenCl;
import keel.training.gpu.GpuDescription;
import keel.training.gpu.GpuDevice;
import org.junit.jupiter.api.Test;

class DoctorDevicesTest {
    private static final String SMI = "GPU 0: NVIDIA H200 (UUID: GPU-1234)";

    private static GpuDescription device(String name, String vendor, boolean gpu, Optional<String> shortcoming) {
        return new GpuDescription(name, vendor, "1.0", gpu, Optional.empty(), 4, 1L << 33, 1L << 31, shortcoming);
    }

    private static final GpuDescription PROCESSOR = device("pthread", "GenuineIntel", false, Optional.empty());
    private static final GpuDescription RADEON = device("gfx1100", "Advanced Micro Devices", true, Optional.empty());
    private static final GpuDescription NVIDIA = device("H200", "NVIDIA Corporation", true, Optional.empty());
    private static final GpuDescription SINGLE = device("UHD", "Intel", true, Optional.of("it has no doubles"));

    @Test
    void everyDeviceSaysWhichWordsMeanIt() {
        String opencl = "engine stacked runs there with --device opencl";
        assertEquals(opencl, DoctorDevices.uses(PROCESSOR, List.of(PROCESSOR)));
        assertEquals(opencl, DoctorDevices.uses(PROCESSOR, List.of(PROCESSOR, SINGLE)));
        List<GpuDescription> all = List.of(PROCESSOR, RADEON, NVIDIA);
        assertEquals("not used, for --device takes another one first", DoctorDevices.uses(PROCESSOR, all));
        assertEquals(opencl, DoctorDevices.uses(RADEON, all));
        assertEquals("engine stacked runs there with --device cuda", DoctorDevices.uses(NVIDIA, all));
        assertEquals(
                "engine stacked runs there with --device cuda or --device opencl",
                DoctorDevices.uses(NVIDIA, List.of(PROCESSOR, NVIDIA)));
    }

    @Test
    void aGpuThatOnlyNvidiaSmiSeesIsNamedWithWhatToInstall() {
        String hint = DoctorDevices.hint(List.of(PROCESSOR), SMI).orElseThrow();
        assertTrue(
                hint.contains("NVIDIA H200,")
                        && hint.contains("/etc/OpenCL/vendors/nvidia.icd")
                        && hint.contains("libnvidia-opencl.so.1"),
                hint);
        assertEquals(Optional.empty(), DoctorDevices.hint(List.of(NVIDIA), SMI));
        assertEquals(Optional.empty(), DoctorDevices.hint(List.of(), ""));
        assertEquals(Optional.empty(), DoctorDevices.hint(List.of(), "NVIDIA-SMI has failed"));
    }

    @Test
    void theDoctorTriesEveryDevice() {
        OpenCl.require();
        Keel keel = Keel.run("doctor");
        assertEquals(0, keel.exitCode(), keel.out());
        for (GpuDescription device : GpuDevice.list()) {
            String line = keel.out()
                    .lines()
                    .filter(each -> each.contains(device.name()) && each.contains(device.driver()))
                    .findFirst()
                    .orElseThrow();
            assertEquals(device.shortcoming().isEmpty(), line.contains("forward 64 x 256-256-1 in "), line);
        }
        assertFalse(keel.out().contains("not used by this version"));
    }
}
