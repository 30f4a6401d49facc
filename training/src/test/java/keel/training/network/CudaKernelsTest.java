package keel.training.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import keel.training.network.CudaKernels.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code cuobjdump}'s rules say about the code in each build: machine code within a major version, PTX upwards. */
class CudaKernelsTest {
    @ParameterizedTest
    @CsvSource({
        "3.5,  NO_KERNEL, RUNS",
        "3.7,  RUNS,      RUNS",
        "6.1,  RUNS,      RUNS",
        "6.2,  RUNS,      RUNS",
        "7.0,  RUNS,      RUNS",
        "7.5,  RUNS,      RUNS",
        "8.0,  RUNS,      RUNS",
        "8.6,  RUNS,      RUNS",
        "8.9,  RUNS,      RUNS",
        "9.0,  NO_KERNEL, RUNS_WHEN_COMPILED",
        "10.0, NO_KERNEL, RUNS_WHEN_COMPILED",
        "12.0, NO_KERNEL, RUNS_WHEN_COMPILED",
        "3.0,  NO_KERNEL, NO_KERNEL",
        "2.1,  NO_KERNEL, NO_KERNEL",
    })
    void eachGpuHasItsVerdict(String gpu, Verdict newer, Verdict older) {
        ComputeCapability capability = ComputeCapability.of(gpu);
        assertEquals(
                Optional.of(newer),
                CudaKernels.of("nd4j-cuda-11.6", "1.0.0-M2.1").map(k -> k.on(capability)));
        assertEquals(
                Optional.of(older),
                CudaKernels.of("nd4j-cuda-11.2", "1.0.0-M1.1").map(k -> k.on(capability)));
    }

    @Test
    void aBuildThatNobodyLookedAtIsNotInTheTable() {
        assertEquals(Optional.empty(), CudaKernels.of("nd4j-cuda-11.2", "1.0.0-M2.1"));
    }

    @Test
    void versionsAreComparedAsNumbers() {
        ComputeCapability ten = ComputeCapability.of("10.0");
        assertEquals(new ComputeCapability(10, 0), ten);
        assertEquals("10.0", ten.toString());
        assertTrue(ten.atLeast(ComputeCapability.of("9.0")));
        assertTrue(ten.atLeast(ten));
        assertFalse(ten.atLeast(ComputeCapability.of("10.3")));
        assertFalse(ComputeCapability.of("9.0").atLeast(ten));
    }
}
