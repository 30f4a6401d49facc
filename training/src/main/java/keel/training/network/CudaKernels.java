package keel.training.network;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * For which GPUs a build has its kernels. Read from the fat binaries in {@code libnd4jcuda.so} of ND4J's releases: each holds
 * machine code for some GPUs, and may hold PTX, which the driver compiles for any GPU from that generation on.
 */
record CudaKernels(List<ComputeCapability> machineCode, Optional<ComputeCapability> ptx) {
    /** What becomes of a build on a GPU. */
    enum Verdict {
        RUNS,
        /** After the driver has compiled every kernel. */
        RUNS_WHEN_COMPILED,
        NO_KERNEL
    }

    /** Of the profile {@code cuda}. */
    static final CudaKernels M2_1 = new CudaKernels(
            capabilities("3.7", "5.0", "5.2", "6.0", "6.1", "7.0", "7.5", "8.0", "8.6"), Optional.empty());
    /** Of the profile {@code cuda-11.2}. */
    static final CudaKernels M1_1 = new CudaKernels(
            capabilities("3.5", "5.0", "5.2", "6.0", "6.1", "7.0", "7.5", "8.0", "8.6"),
            Optional.of(ComputeCapability.of("8.6")));

    /** Of a release of ND4J for CUDA, if it was looked at. */
    static Optional<CudaKernels> of(String artifact, String version) {
        return switch (artifact + ":" + version) {
            case "nd4j-cuda-11.6:1.0.0-M2.1" -> Optional.of(M2_1);
            case "nd4j-cuda-11.2:1.0.0-M1.1" -> Optional.of(M1_1);
            default -> Optional.empty();
        };
    }

    private static List<ComputeCapability> capabilities(String... texts) {
        return Stream.of(texts).map(ComputeCapability::of).toList();
    }

    Verdict on(ComputeCapability gpu) {
        if (machineCode.stream().anyMatch(gpu::runsCodeFor)) {
            return Verdict.RUNS;
        }
        return ptx.filter(gpu::atLeast).isPresent() ? Verdict.RUNS_WHEN_COMPILED : Verdict.NO_KERNEL;
    }
}
