package keel.training.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import keel.training.network.CudaDevices.Gpu;
import keel.training.network.CudaDevices.Unusable;
import keel.training.network.CudaDevices.Usable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Dl4jBackendTest {
    private static final Dl4jBackend NEWER = new Dl4jBackend("nd4j-cuda-11.6", "1.0.0-M2.1");
    private static final Dl4jBackend OLDER = new Dl4jBackend("nd4j-cuda-11.2", "1.0.0-M1.1");
    private static final Gpu TURING = gpu("Tesla T4", "7.5");
    private static final Gpu ADA = gpu("NVIDIA GeForce RTX 4090", "8.9");
    private static final Gpu HOPPER = gpu("NVIDIA H200", "9.0");

    private static Gpu gpu(String name, String capability) {
        return new Gpu(name, ComputeCapability.of(capability));
    }

    private static Usable machine(Gpu... gpus) {
        return new Usable(12_040, List.of(gpus));
    }

    private static void assertContains(String text, String... parts) {
        for (String part : parts) {
            assertTrue(text.contains(part), () -> "'" + part + "' is not in: " + text);
        }
    }

    private static void assertLacks(String text, String part) {
        assertFalse(text.contains(part), () -> "'" + part + "' is in: " + text);
    }

    @Test
    void gpusWithMachineCodeAreWelcome() {
        for (Gpu gpu : List.of(TURING, ADA)) {
            assertEquals(Optional.empty(), NEWER.refusal(machine(gpu)));
            assertEquals(Optional.empty(), OLDER.refusal(machine(gpu)));
            assertEquals(Optional.empty(), NEWER.warning(machine(gpu)));
            assertEquals(Optional.empty(), OLDER.warning(machine(gpu)));
        }
    }

    @Test
    void aGpuWithoutKernelsIsRefusedWithAWayOut() {
        String reason = NEWER.refusal(machine(HOPPER)).orElseThrow();
        assertContains(
                reason,
                "nd4j-cuda-11.6 1.0.0-M2.1 has no kernels for NVIDIA H200 (compute capability 9.0)",
                "8.6] and nothing that the driver could compile",
                "engine: stacked and --device cuda, in a build without the profile",
                "unset KEEL_PROFILE",
                "KEEL_PROFILE=cuda-11.2 has code that the driver can compile for this GPU");
        assertLacks(reason, "CUDA_VISIBLE_DEVICES");
    }

    @Test
    void whereTheOtherBuildHasMachineCodeTheRefusalSaysSo() {
        assertContains(
                NEWER.refusal(machine(gpu("Tesla K40m", "3.5"))).orElseThrow(),
                "KEEL_PROFILE=cuda-11.2 has machine code for this GPU");
        assertLacks(OLDER.refusal(machine(gpu("GRID K1", "3.0"))).orElseThrow(), "KEEL_PROFILE=cuda-11.2");
    }

    @Test
    void oneUnsuitableGpuAmongOthersCanBeHidden() {
        assertContains(
                NEWER.refusal(machine(ADA, HOPPER)).orElseThrow(),
                "no kernels for NVIDIA H200",
                "CUDA_VISIBLE_DEVICES");
    }

    @Test
    void compilationByTheDriverIsAllowedWithAWarning() {
        assertEquals(Optional.empty(), OLDER.refusal(machine(HOPPER)));
        assertContains(
                OLDER.warning(machine(HOPPER)).orElseThrow(),
                "nd4j-cuda-11.2 1.0.0-M1.1 has no machine code for NVIDIA H200",
                "10 to 90 minutes");
        assertEquals(Optional.empty(), NEWER.warning(machine(HOPPER)));
    }

    @Test
    void aBuildThatNobodyLookedAtGetsItsChance() {
        Dl4jBackend unknown = new Dl4jBackend("nd4j-cuda-11.4", "1.0.0-M2.1");
        assertEquals(Optional.empty(), unknown.refusal(machine(HOPPER)));
        assertEquals(Optional.empty(), unknown.warning(machine(HOPPER)));
    }

    @Test
    void withoutAGpuTheRefusalSaysHowToBuildForTheProcessor() {
        Unusable none = new Unusable("NVIDIA's driver sees no GPU");
        assertContains(
                NEWER.refusal(none).orElseThrow(),
                "on an NVIDIA GPU (nd4j-cuda-11.6 1.0.0-M2.1), but NVIDIA's driver sees no GPU.",
                "build without the profile",
                "unset KEEL_PROFILE",
                "-Pcuda");
        assertEquals(Optional.empty(), NEWER.warning(none));
    }

    @Test
    void aDriverOlderThanCuda11IsRefused() {
        assertEquals(Optional.empty(), NEWER.refusal(new Usable(11_000, List.of(TURING))));
        assertContains(
                NEWER.refusal(new Usable(10_020, List.of(TURING))).orElseThrow(),
                "nothing newer than CUDA 10.2",
                "driver 450 or newer");
    }

    /** A library that is not there stands for a machine without the driver. */
    @Test
    void aMissingDriverIsAnAnswerAndNoError() {
        Unusable answer = assertInstanceOf(Unusable.class, CudaDevices.ask("libkeel-has-no-such-driver.so.1"));
        assertEquals(
                "NVIDIA's driver is not installed: its library libkeel-has-no-such-driver.so.1 does not load",
                answer.why());
    }

    @Test
    void theBuildIsToldFromTheClassPath(@TempDir Path folder) throws IOException {
        assertEquals(new Dl4jBackend("nd4j-native", "of an unknown version"), find(folder));
        write(folder, "nd4j-native", "1.0.0-M2.1");
        assertEquals(new Dl4jBackend("nd4j-native", "1.0.0-M2.1"), find(folder));
        assertFalse(find(folder).cuda());
        Files.createFile(folder.resolve("nd4j-jcublas.properties"));
        assertEquals(new Dl4jBackend("nd4j-cuda", "of an unknown version"), find(folder));
        write(folder, "nd4j-cuda-11.2", "1.0.0-M1.1");
        assertEquals(OLDER, find(folder));
        assertTrue(find(folder).cuda());
    }

    private static void write(Path folder, String artifact, String version) throws IOException {
        Path file = folder.resolve("META-INF/maven/org.nd4j/" + artifact + "/pom.properties");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "groupId=org.nd4j\nartifactId=" + artifact + "\nversion=" + version + "\n");
    }

    private static Dl4jBackend find(Path folder) throws IOException {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            return Dl4jBackend.find(loader);
        }
    }

    @Test
    void theCurrentBuildIsTheOneThatNd4jLoads() {
        Dl4jBackend current = Dl4jBackend.current();
        assertTrue(
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .anyMatch(entry -> entry.endsWith(current.artifact() + "-" + current.version() + ".jar")),
                current::toString);
        if (!current.cuda()) {
            assertEquals(Optional.empty(), Dl4jBackend.check());
            assertEquals(Optional.empty(), Dl4jBackend.warning());
        }
    }
}
