package keel.experiments.preset;

import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import keel.env.EnvProvider;
import keel.gans.GanSpec;
import keel.gans.GanTrainer;
import keel.training.NetworkTraining;
import keel.training.Trainer;
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
    public Object cohortKey() {
        return spec.cohortKey();
    }

    @Override
    public OptionalLong expectedUpdates(String network) {
        return OptionalLong.of(spec.iterations());
    }

    @Override
    public MemberSize size(EnvProvider environments) {
        int rows = Math.max(spec.batch(), spec.evaluationSamples());
        MemberSize size = MemberSize.NOTHING;
        for (NetworkTraining training : networks().values()) {
            size = size.and(MemberSize.ofNetwork(
                    training.network(), spec.latent(), spec.data().shape().size(), rows));
        }
        return size;
    }

    @Override
    public Trainer trainer(List<Subject> members, long[] seeds, EnvProvider environments) {
        return GanTrainer.create(
                members.stream().map(member -> ((GanSubject) member).spec()).toList(), seeds);
    }
}
