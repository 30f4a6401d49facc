package keel.gans;

import static keel.training.InvalidConfigException.require;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import keel.gans.data.GanData;
import keel.gans.features.ClassifierSpec;
import keel.gans.features.FeatureClassifier;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.FeatureShape;
import keel.training.network.Network;
import keel.training.random.RandomStream;

/** Measures fresh samples of generators; what it draws is no part of the training. */
final class GanEvaluation implements MemberState, AutoCloseable {
    /** Before the names of what is measured of averaged generators. */
    private static final String AVERAGE = "average/";

    private final GanSpec shape;
    private final GanData data;
    private final List<RandomStream> streams;
    private final float[] latent;
    private final List<SampleMeasure> measures = new ArrayList<>();
    private final Optional<FeatureMeasure> features;
    private final Optional<Overfit> overfit;

    GanEvaluation(GanSpec shape, GanData data, long[] seeds) {
        this.shape = shape;
        this.data = data;
        int count = shape.evaluation().samples();
        int size = data.shape().size();
        streams = Arrays.stream(seeds)
                .mapToObj(seed -> RandomStream.named(seed, "evaluation"))
                .toList();
        latent = new float[seeds.length * count * shape.latent().size()];
        data.images()
                .ifPresent(parts -> require(
                        count >= 2 && count <= parts.heldOut().count(),
                        "evaluation.samples is %d, but as many generated images are compared with real ones that no training sees, of which there are %d. Use between 2 and %2$d."
                                .formatted(count, parts.heldOut().count())));
        data.modes()
                .ifPresentOrElse(
                        modes -> measures.add(new ModeMeasure(modes)), () -> measures.add(new NormMeasure(size)));
        Optional<RealSamples> real =
                comparesSlices(shape) ? Optional.of(RealSamples.of(data, count)) : Optional.empty();
        real.ifPresent(sets -> measures.add(new SliceMeasure(sets)));
        features = ClassifierSpec.of(shape.data())
                .map(spec -> new FeatureMeasure(FeatureClassifier.shipped(spec), real.orElseThrow()));
        features.ifPresent(measures::add);
        overfit = data.images().flatMap(parts -> real).map(sets -> new Overfit(sets, seeds.length));
    }

    /** What {@link #measure} may give. */
    static Set<String> metrics(GanSpec spec) {
        Set<String> names = new TreeSet<>(spec.data().mixes() ? ModeMeasure.METRICS : NormMeasure.METRICS);
        if (comparesSlices(spec)) {
            names.addAll(SliceMeasure.METRICS);
        }
        boolean images = ClassifierSpec.of(spec.data()).isPresent();
        if (images) {
            names.addAll(FeatureMeasure.metrics());
        }
        if (spec.averageDecay().isPresent()) {
            List.copyOf(names).forEach(name -> names.add(AVERAGE + name));
        }
        if (images) {
            names.add(Overfit.METRIC);
        }
        return names;
    }

    /** Modes say more where there are modes, and a point has no slices. */
    private static boolean comparesSlices(GanSpec spec) {
        return !spec.data().mixes()
                && spec.data().shape().size() > 1
                && spec.evaluation().samples() > 1;
    }

    /**
     * Measures every member.
     *
     * @param average running averages of the generators, if there are any; they get the same latent rows
     * @return one map a member
     */
    List<Map<String, Double>> measure(Network generator, Network discriminator, Optional<Network> average) {
        int count = shape.evaluation().samples();
        for (int p = 0; p < streams.size(); p++) {
            shape.latent()
                    .draw(streams.get(p), latent, p * count * shape.latent().size(), count);
        }
        List<Map<String, Double>> all = new ArrayList<>();
        streams.forEach(stream -> all.add(new LinkedHashMap<>()));
        float[] samples = measure(generator, "", all);
        overfit.ifPresent(measure -> measure.add(discriminator, samples, all));
        average.ifPresent(network -> measure(network, AVERAGE, all));
        return all;
    }

    /** Samples, live, after measuring them. */
    private float[] measure(Network network, String prefix, List<Map<String, Double>> all) {
        int count = shape.evaluation().samples();
        float[] samples = network.predict(latent, count);
        for (int p = 0; p < all.size(); p++) {
            for (SampleMeasure measure : measures) {
                Map<String, Double> values = all.get(p);
                measure.of(samples, p * count * network.outputs(), count)
                        .forEach((name, value) -> values.put(prefix + name, value));
            }
        }
        return samples;
    }

    /** Draws samples of one member, if they can be drawn; all members get the same latent rows. */
    void savePicture(int member, Network network, Path file) {
        FeatureShape sample = shape.data().shape();
        if (sample instanceof FeatureShape.Image image) {
            int count = SamplePicture.gridCount();
            float[] samples = network.predict(pictured(count), count);
            SamplePicture.write(SamplePicture.grid(image, samples, member * count * image.size()), file);
        } else if (sample.size() == 2) {
            int count = shape.evaluation().samples();
            float[] samples = network.predict(pictured(count), count);
            float[] real = data.reference(count, 1).samples();
            SamplePicture.write(SamplePicture.points(samples, member * count * 2, count, real), file);
        }
    }

    private float[] pictured(int count) {
        float[] rows = new float[streams.size() * count * shape.latent().size()];
        for (int p = 0; p < streams.size(); p++) {
            RandomStream random = RandomStream.named(0, "evaluation/picture");
            shape.latent().draw(random, rows, p * count * shape.latent().size(), count);
        }
        return rows;
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("evaluation", streams.get(member));
    }

    @Override
    public void restore(int member, StateReader from) {
        from.get("evaluation", streams.get(member));
    }

    @Override
    public void close() {
        features.ifPresent(FeatureMeasure::close);
    }
}
