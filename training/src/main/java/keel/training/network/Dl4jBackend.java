package keel.training.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import keel.training.InvalidConfigException;
import keel.training.network.CudaDevices.Gpu;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What computes DL4J's arrays in this build: ND4J for the CPU, or for CUDA if Keel was built with the Maven profile {@code cuda}
 * or {@code cuda-11.2}. Nothing here but {@link #require()} starts ND4J, which on a GPU without kernels would end in CUDA's
 * error 209.
 *
 * @param artifact of ND4J, such as {@code nd4j-cuda-11.6}
 * @param version of ND4J
 */
public record Dl4jBackend(String artifact, String version) {
    private static final String CPU = "nd4j-native";
    private static final String UNKNOWN = "of an unknown version";
    /** Each of ND4J's builds for CUDA has this file. */
    private static final String CUDA_SETTINGS = "nd4j-jcublas.properties";

    private static final List<String> CUDA =
            List.of("nd4j-cuda-11.6", "nd4j-cuda-11.4", "nd4j-cuda-11.2", "nd4j-cuda-11.0");
    /** CUDA 11's libraries run on any driver that knows a CUDA 11. */
    private static final int OLDEST_CUDA = 11_000;

    private static final String ON_CPU =
            "To compute on the CPU, build without the profile: unset KEEL_PROFILE and start ./keel again, or leave -Pcuda out of Maven's command.";

    private static final Dl4jBackend CURRENT = find(Dl4jBackend.class.getClassLoader());

    /** Asked once, because the driver's answer stays the same. */
    private static final class Machine {
        static final CudaDevices DEVICES = CudaDevices.ask();
    }

    /** Whether ND4J for CUDA starts, tried once. */
    private static final class Start {
        static final Optional<String> FAULT = start();
    }

    /** The one on the class path. */
    public static Dl4jBackend current() {
        return CURRENT;
    }

    static Dl4jBackend find(ClassLoader loader) {
        if (loader.getResource(CUDA_SETTINGS) == null) {
            return new Dl4jBackend(CPU, version(loader, CPU).orElse(UNKNOWN));
        }
        for (String artifact : CUDA) {
            Optional<String> version = version(loader, artifact);
            if (version.isPresent()) {
                return new Dl4jBackend(artifact, version.get());
            }
        }
        return new Dl4jBackend("nd4j-cuda", UNKNOWN);
    }

    private static Optional<String> version(ClassLoader loader, String artifact) {
        try (InputStream in = loader.getResourceAsStream("META-INF/maven/org.nd4j/" + artifact + "/pom.properties")) {
            if (in == null) {
                return Optional.empty();
            }
            Properties properties = new Properties();
            properties.load(in);
            return Optional.of(properties.getProperty("version", UNKNOWN));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read which version of " + artifact + " this is.", e);
        }
    }

    /** Whether arrays are on a GPU. */
    public boolean cuda() {
        return !artifact.equals(CPU);
    }

    /** Why DL4J's networks cannot be computed or written on this machine, and how to change that; empty if they can. */
    public static Optional<String> check() {
        return CURRENT.cuda() ? CURRENT.refusal(Machine.DEVICES) : Optional.empty();
    }

    /** What to know before DL4J starts here: that its kernels have to be compiled first. */
    public static Optional<String> warning() {
        return CURRENT.cuda() ? CURRENT.warning(Machine.DEVICES) : Optional.empty();
    }

    /**
     * Starts ND4J if that takes a GPU.
     *
     * @throws InvalidConfigException if {@link #check()} has a reason not to, or if it does not start
     */
    public static void require() {
        requireChecked();
        if (CURRENT.cuda()) {
            Start.FAULT.ifPresent(Dl4jBackend::refuse);
        }
    }

    /**
     * Starts nothing.
     *
     * @throws InvalidConfigException if {@link #check()} has a reason
     */
    static void requireChecked() {
        check().ifPresent(Dl4jBackend::refuse);
    }

    private static void refuse(String reason) {
        throw new InvalidConfigException(reason);
    }

    Optional<String> refusal(CudaDevices devices) {
        if (devices instanceof CudaDevices.Usable usable) {
            return driverRefusal(usable).or(() -> kernelRefusal(usable));
        }
        String why = ((CudaDevices.Unusable) devices).why();
        return Optional.of(
                "This build runs DL4J, which also writes the networks of other engines, on an NVIDIA GPU (%s), but %s. %s"
                        .formatted(this, why, ON_CPU));
    }

    private Optional<String> driverRefusal(CudaDevices.Usable usable) {
        if (usable.version() >= OLDEST_CUDA) {
            return Optional.empty();
        }
        return Optional.of(
                "This build runs DL4J, which also writes the networks of other engines, with CUDA 11 (%s), but NVIDIA's driver here knows nothing newer than CUDA %d.%d. Install driver 450 or newer. %s"
                        .formatted(this, usable.version() / 1000, usable.version() % 1000 / 10, ON_CPU));
    }

    private Optional<String> kernelRefusal(CudaDevices.Usable usable) {
        return first(usable, CudaKernels.Verdict.NO_KERNEL)
                .map(gpu ->
                        "This build runs DL4J, which also writes the networks of other engines, on an NVIDIA GPU, but %s has no kernels for %s: it has machine code for %s%s. %s%s"
                                .formatted(
                                        this,
                                        gpu,
                                        kernels().orElseThrow().machineCode(),
                                        ptx(),
                                        others(usable),
                                        remedy(gpu)));
    }

    private String ptx() {
        return kernels()
                .orElseThrow()
                .ptx()
                .map(from -> " and code to compile from " + from + " on")
                .orElse(" and nothing that the driver could compile");
    }

    private String others(CudaDevices.Usable usable) {
        return usable.gpus().stream().allMatch(gpu -> verdict(gpu) == CudaKernels.Verdict.NO_KERNEL)
                ? ""
                : "Of several GPUs, let CUDA_VISIBLE_DEVICES name one that is newer or older. ";
    }

    private String remedy(Gpu gpu) {
        String other = switch (CudaKernels.M1_1.on(gpu.capability())) {
            case RUNS -> " KEEL_PROFILE=cuda-11.2 has machine code for this GPU.";
            case RUNS_WHEN_COMPILED ->
                " KEEL_PROFILE=cuda-11.2 has code that the driver can compile for this GPU, which may take 10 to 90 minutes.";
            case NO_KERNEL -> "";
        };
        return "Networks of dense layers run on this GPU with engine: stacked and --device cuda, in a build without the profile. "
                + ON_CPU + other;
    }

    Optional<String> warning(CudaDevices devices) {
        return devices instanceof CudaDevices.Usable usable
                ? first(usable, CudaKernels.Verdict.RUNS_WHEN_COMPILED)
                        .map(gpu ->
                                "%s has no machine code for %s: the driver compiles every kernel at the first start, for which 10 to 90 minutes were reported. Set CUDA_CACHE_MAXSIZE=4294967296, so that it keeps them."
                                        .formatted(this, gpu))
                : Optional.empty();
    }

    private Optional<Gpu> first(CudaDevices.Usable usable, CudaKernels.Verdict verdict) {
        return usable.gpus().stream().filter(gpu -> verdict(gpu) == verdict).findFirst();
    }

    private Optional<CudaKernels> kernels() {
        return CudaKernels.of(artifact, version);
    }

    /** A build that nobody looked at is given a chance. */
    private CudaKernels.Verdict verdict(Gpu gpu) {
        return kernels().map(k -> k.on(gpu.capability())).orElse(CudaKernels.Verdict.RUNS);
    }

    private static Optional<String> start() {
        try {
            Nd4j.getBackend();
            return Optional.empty();
        } catch (LinkageError | RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return Optional.of(
                    "%s does not start: %s. It needs libcudart.so.11.0, libcublas.so.11, libcublasLt.so.11 and libcusolver.so.11 of a CUDA 11 toolkit, in LD_LIBRARY_PATH or where the system looks for libraries. %s"
                            .formatted(CURRENT, cause, ON_CPU));
        }
    }

    @Override
    public String toString() {
        return "%s %s".formatted(artifact, version);
    }
}
