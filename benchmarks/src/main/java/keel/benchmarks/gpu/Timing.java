package keel.benchmarks.gpu;

import java.util.Arrays;
import java.util.Map;

/**
 * How long one call takes when they follow each other, in blocks after a warm-up of half the time.
 *
 * @param median microseconds a call, over blocks
 * @param low of the fastest block
 * @param high of the slowest block
 * @param calls measured
 */
record Timing(double median, double low, double high, int calls) {
    private static final int BLOCKS = 9;
    private static final int FEWEST_WARM_UP_CALLS = 3;

    /**
     * Measures.
     *
     * @param seconds of measuring, roughly; a block has one call at least
     */
    static Timing of(Runnable call, double seconds) {
        long begun = System.nanoTime();
        int warm = 0;
        while (warm < FEWEST_WARM_UP_CALLS || System.nanoTime() - begun < seconds / 2 * 1e9) {
            call.run();
            warm++;
        }
        double each = (System.nanoTime() - begun) / 1e9 / warm;
        int inBlock = (int) Math.max(1, seconds / BLOCKS / each);
        double[] blocks = new double[BLOCKS];
        for (int b = 0; b < BLOCKS; b++) {
            long start = System.nanoTime();
            for (int i = 0; i < inBlock; i++) {
                call.run();
            }
            blocks[b] = (System.nanoTime() - start) / 1e3 / inBlock;
        }
        Arrays.sort(blocks);
        return new Timing(blocks[BLOCKS / 2], blocks[0], blocks[BLOCKS - 1], BLOCKS * inBlock);
    }

    Map<String, Object> json() {
        return Map.of("microseconds", median, "low", low, "high", high, "calls", calls);
    }
}
