package keel.gans;

import java.util.Map;

/** Numbers that tell how good generated samples are. */
interface SampleMeasure {
    /**
     * Measures some.
     *
     * @param samples {@code [count, size]} at {@code offset}
     */
    Map<String, Double> of(float[] samples, int offset, int count);
}
