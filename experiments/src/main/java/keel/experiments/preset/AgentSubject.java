package keel.experiments.preset;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import keel.agents.AgentSpec;
import keel.agents.AgentTrainer;
import keel.env.EnvProvider;
import keel.training.NetworkTraining;
import keel.training.Trainer;
import keel.training.network.Engine;

/** An agent in an environment. */
public record AgentSubject(AgentSpec spec) implements Subject {
    @Override
    public String kind() {
        return "agent";
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
        return spec.common().engine();
    }

    @Override
    public Trainer trainer(long[] seeds, EnvProvider environments) {
        return AgentTrainer.create(Collections.nCopies(seeds.length, spec), seeds, environments);
    }
}
