package keel.gans;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.gans.data.GanData;
import keel.gans.data.Modes;
import keel.gans.metrics.ModeCoverage;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.Network;
import keel.training.random.RandomStream;

/** Measures fresh samples of generators; what it draws is no part of the training. */
final class GanEvaluation implements MemberState {
    /** Before the names of what is measured of averaged generators. */
    private static final String AVERAGE = "average/";

    private final GanSpec shape;
    private final Optional<Modes> modes;
    private final List<RandomStream> streams;
    private final float[] latent;

    GanEvaluation(GanSpec shape, GanData data, long[] seeds) {
        this.shape = shape;
        modes = data.modes();
        streams = Arrays.stream(seeds)
                .mapToObj(seed -> RandomStream.named(seed, "evaluation"))
                .toList();
        latent = new float
                [seeds.length * shape.evaluationSamples() * shape.latent().size()];
    }

    /** What {@link #measure} may give. */
    static List<String> metrics(GanSpec spec) {
        List<String> names = new ArrayList<>();
        if (spec.data().mixes()) {
            names.addAll(List.of("modes/captured", "modes/high_quality", "modes/reverse_kl"));
        } else {
            names.addAll(List.of("samples/mean_norm"));
        }
        if (spec.averageDecay().isPresent()) {
            List.copyOf(names).forEach(name -> names.add(AVERAGE + name));
        }
        return names;
    }

    /**
     * Measures every member.
     *
     * @param average running averages of the generators, if there are any; they get the same latent rows
     * @return one map a member
     */
    List<Map<String, Double>> measure(Network generator, Optional<Network> average) {
        int count = shape.evaluationSamples();
        for (int p = 0; p < streams.size(); p++) {
            shape.latent()
                    .draw(streams.get(p), latent, p * count * shape.latent().size(), count);
        }
        List<Map<String, Double>> all = new ArrayList<>();
        streams.forEach(stream -> all.add(new LinkedHashMap<>()));
        measure(generator, "", all);
        average.ifPresent(network -> measure(network, AVERAGE, all));
        return all;
    }

    private void measure(Network network, String prefix, List<Map<String, Double>> all) {
        int count = shape.evaluationSamples();
        float[] samples = network.predict(latent, count);
        for (int p = 0; p < all.size(); p++) {
            int offset = p * count * network.outputs();
            for (Map.Entry<String, Double> metric : of(samples, offset).entrySet()) {
                all.get(p).put(prefix + metric.getKey(), metric.getValue());
            }
        }
    }

    private Map<String, Double> of(float[] samples, int offset) {
        int count = shape.evaluationSamples();
        Map<String, Double> values = new LinkedHashMap<>();
        if (modes.isPresent()) {
            ModeCoverage coverage = ModeCoverage.of(samples, offset, count, modes.get());
            values.put("modes/captured", (double) coverage.captured());
            values.put("modes/high_quality", coverage.highQuality());
            values.put("modes/reverse_kl", coverage.reverseKl());
        } else {
            values.put(
                    "samples/mean_norm",
                    meanNorm(samples, offset, shape.data().shape().size(), count));
        }
        return values;
    }

    /** Mean distance of rows from the origin. */
    private static double meanNorm(float[] samples, int offset, int size, int count) {
        double sum = 0;
        for (int row = 0; row < count; row++) {
            double squares = 0;
            for (int i = offset + row * size; i < offset + (row + 1) * size; i++) {
                squares += (double) samples[i] * samples[i];
            }
            sum += Math.sqrt(squares);
        }
        return sum / count;
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("evaluation", streams.get(member));
    }

    @Override
    public void restore(int member, StateReader from) {
        from.get("evaluation", streams.get(member));
    }
}
