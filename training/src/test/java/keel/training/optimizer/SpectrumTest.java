package keel.training.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SpectrumTest {
    @Test
    void radiiThatAHandComputes() {
        assertEquals(3, Spectrum.radius(new double[][] {{1, 5}, {0, -3}}), 1e-12);
        // 1 ± 2i.
        assertEquals(Math.sqrt(5), Spectrum.radius(new double[][] {{1, 2}, {-2, 1}}), 1e-12);
        // 1 twice, and one eigenvector only.
        assertEquals(1, Spectrum.radius(new double[][] {{0, 0.5}, {-2, 2}}), 1e-7);
        assertEquals(0, Spectrum.radius(new double[][] {{1, -1}, {1, -1}}), 1e-7);
        // A cycle of four, twice as long each time: the fourth roots of 16.
        assertEquals(
                2, Spectrum.radius(new double[][] {{0, 2, 0, 0}, {0, 0, 2, 0}, {0, 0, 0, 2}, {2, 0, 0, 0}}), 1e-12);
    }
}
