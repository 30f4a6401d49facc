package keel.experiments.preset;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import keel.gans.GanSpec;
import keel.gans.GanTrainer;
import keel.gans.features.ClassifierSpec;
import keel.gans.features.FeatureClassifier;
import keel.training.NetworkTraining;
import keel.training.Trainer;
import keel.training.gpu.GpuSize;
import keel.training.network.Engine;

/** A generator and discriminator pair. */
public record GanSubject(GanSpec spec) implements Subject {
    @Override
    public String kind() {
        return "gan";
    }

    @Override
    public SortedMap<String, NetworkTraining> networks() {
        return spec.networks();
    }

    @Override
    public SortedSet<String> metrics() {
        return spec.metrics();
    }

    @Override
    public Engine engine() {
        return spec.engine();
    }

    @Override
    public long length() {
        return spec.iterations();
    }

    @Override
    public boolean stackable() {
        return spec.engine() == Engine.STACKED;
    }

    @Override
    public Optional<String> besideDevice() {
        return DeviceFit.ofEngine(engine());
    }

    @Override
    public Object cohortKey() {
        return spec.cohortKey();
    }

    @Override
    public OptionalLong expectedUpdates(String network) {
        return OptionalLong.of(spec.expectedUpdates(network));
    }

    @Override
    public Optional<String> measuredWith() {
        return ClassifierSpec.of(spec.data())
                .map(classifier -> classifier.name() + "-classifier " + FeatureClassifier.shippedHash(classifier));
    }

    @Override
    public MemberSize size(Sources sources) {
        spec.data().requireFiles(sources.data());
        int rows = Math.max(spec.batch(), spec.evaluation().samples());
        int sample = spec.data().shape().size();
        if (sources.onGpu()) {
            return sizeOnGpu(sample, rows);
        }
        return MemberSize.ofNetwork(spec.generator().network(), spec.latent().size(), sample, rows)
                .and(MemberSize.ofNetwork(spec.discriminator().network(), sample, 1, rows));
    }

    /** A running average of the generator is a network that only predicts; there may be none. */
    private MemberSize sizeOnGpu(int sample, int rows) {
        boolean directional = spec.regularizers().penalizes();
        int latent = spec.latent().size();
        MemberSize generator = MemberSize.onGpu(
                spec.generator().network(),
                latent,
                sample,
                rows,
                shape -> GpuSize.ofTraining(shape, spec.generator().optimizer(), false, spec.batch(), rows)
                        .and(GpuSize.ofPredicting(shape, rows)));
        MemberSize discriminator = MemberSize.onGpu(
                spec.discriminator().network(),
                sample,
                1,
                rows,
                shape -> GpuSize.ofTraining(
                        shape, spec.discriminator().optimizer(), directional, spec.batch(), spec.batch(), rows));
        return generator.and(discriminator);
    }

    @Override
    public Trainer trainer(List<Subject> members, long[] seeds, Sources sources) {
        return GanTrainer.create(
                members.stream().map(member -> ((GanSubject) member).spec()).toList(),
                seeds,
                sources.data(),
                sources.device());
    }
}
