package keel.experiments.preset;

import java.util.Collections;
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
    public Trainer trainer(long[] seeds, EnvProvider environments) {
        return GanTrainer.create(Collections.nCopies(seeds.length, spec), seeds);
    }
}
