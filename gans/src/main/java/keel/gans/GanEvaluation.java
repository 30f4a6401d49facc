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
import keel.gans.metrics.SampleSet;
import keel.gans.metrics.SlicedWasserstein;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.Network;
import keel.training.random.RandomStream;

/** Measures fresh samples of generators; what it draws is no part of the training. */
final class GanEvaluation implements MemberState {
    /** Before the names of what is measured of averaged generators. */
    private static final String AVERAGE = "average/";

    private static final int LINES = 64;

    private final GanSpec shape;
    private final Optional<Modes> modes;
    private final List<RandomStream> streams;
    private final float[] latent;
    /** Two sets of real samples, of as many as are generated: what is compared with, and how far the data are from themselves. */
    private final List<SampleSet> real;
    /** Directions of slices; none if slices are not compared. */
    private final List<double[]> lines;

    GanEvaluation(GanSpec shape, GanData data, long[] seeds) {
        this.shape = shape;
        modes = data.modes();
        streams = Arrays.stream(seeds)
                .mapToObj(seed -> RandomStream.named(seed, "evaluation"))
                .toList();
        boolean slices = comparesSlices(shape);
        real = slices ? List.of(real(data, 1), real(data, 2)) : List.of();
        lines = slices
                ? List.of(
                        SlicedWasserstein.lines(LINES, data.shape().size(), RandomStream.named(0, "evaluation/lines")))
                : List.of();
        latent = new float
                [seeds.length * shape.evaluationSamples() * shape.latent().size()];
    }

    /** The same for all runs, so that their distances can be compared. */
    private SampleSet real(GanData data, long seed) {
        int count = shape.evaluationSamples();
        return SampleSet.of(
                data.reference(count, seed).samples(), 0, count, data.shape().size());
    }

    /** What {@link #measure} may give. */
    static List<String> metrics(GanSpec spec) {
        List<String> names = new ArrayList<>();
        if (spec.data().mixes()) {
            names.addAll(List.of("modes/captured", "modes/high_quality", "modes/reverse_kl"));
        } else {
            names.add("samples/mean_norm");
        }
        if (comparesSlices(spec)) {
            names.addAll(List.of("sliced_wasserstein", "sliced_wasserstein_floor"));
        }
        if (spec.averageDecay().isPresent()) {
            List.copyOf(names).forEach(name -> names.add(AVERAGE + name));
        }
        return names;
    }

    /** Modes say more where there are modes, and a point has no slices. */
    private static boolean comparesSlices(GanSpec spec) {
        return !spec.data().mixes() && spec.data().shape().size() > 1 && spec.evaluationSamples() > 1;
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
        if (!lines.isEmpty()) {
            SampleSet generated =
                    SampleSet.of(samples, offset, count, shape.data().shape().size());
            values.put("sliced_wasserstein", slices(real.get(0), generated));
            values.put("sliced_wasserstein_floor", slices(real.get(0), real.get(1)));
        }
        return values;
    }

    private double slices(SampleSet one, SampleSet other) {
        return SlicedWasserstein.distance(one, other, lines.toArray(double[][]::new), 2);
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
