package keel.gans;

import java.util.List;
import java.util.Map;

/**
 * Mean distance of samples from the origin.
 *
 * @param size of a sample
 */
record NormMeasure(int size) implements SampleMeasure {
    static final List<String> METRICS = List.of("samples/mean_norm");

    @Override
    public Map<String, Double> of(float[] samples, int offset, int count) {
        double sum = 0;
        for (int row = 0; row < count; row++) {
            double squares = 0;
            for (int i = offset + row * size; i < offset + (row + 1) * size; i++) {
                squares += (double) samples[i] * samples[i];
            }
            sum += Math.sqrt(squares);
        }
        return Map.of("samples/mean_norm", sum / count);
    }
}
