package keel.gans.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RingTest {
    @Test
    void samplesLieAroundEvenlySpacedCentresInEqualShares() {
        GanData ring = new RingSpec(8, 2, 0.05).open(DataFolder.NONE);
        double[] centres = ring.modes().orElseThrow().centres();
        assertEquals(2, centres[0], 1e-12);
        assertEquals(Math.sqrt(2), centres[2], 1e-12);
        assertEquals(Math.sqrt(2), centres[3], 1e-12);
        int count = 40_000;
        float[] samples = new float[2 * count + 1];
        ring.stream(3).next(samples, 1, count);
        int[] counts = new int[8];
        double squares = 0;
        for (int i = 0; i < count; i++) {
            double x = samples[1 + 2 * i];
            double y = samples[2 + 2 * i];
            int mode = (int) Math.floorMod(Math.round(Math.atan2(y, x) / (Math.PI / 4)), 8L);
            counts[mode]++;
            squares += Math.pow(x - centres[2 * mode], 2) + Math.pow(y - centres[2 * mode + 1], 2);
        }
        // σ² of two axes within 3 %: its standard error is σ² sqrt(2 / 80,000) = 0.5 %.
        assertEquals(0.05 * 0.05, squares / count / 2, 0.03 * 0.05 * 0.05);
        for (int mode = 0; mode < 8; mode++) {
            // Four standard deviations of a share of 1/8.
            assertTrue(Math.abs(counts[mode] - count / 8.0) < 4 * Math.sqrt(count * 0.125 * 0.875), "mode " + mode);
        }
    }
}
