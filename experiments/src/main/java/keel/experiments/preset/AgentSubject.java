package keel.experiments.preset;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import keel.agents.AgentSpec;
import keel.agents.AgentTrainer;
import keel.agents.EnvironmentSpec;
import keel.env.AutoresetMode;
import keel.env.VectorEnv;
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
    public long length() {
        return spec.common().environmentSteps();
    }

    @Override
    public boolean stackable() {
        return spec.stackable();
    }

    @Override
    public Object cohortKey() {
        return spec.cohortKey();
    }

    @Override
    public OptionalLong expectedUpdates(String network) {
        return spec.expectedUpdates(network);
    }

    @Override
    public MemberSize size(Sources sources) {
        EnvironmentSpec environment = spec.common().environment();
        try (VectorEnv env =
                sources.environments().open(environment.id(), environment.arguments(), 1, AutoresetMode.NEXT_STEP)) {
            int all = MemberSize.numbers(env.observationSpace());
            int seen = environment.features().isEmpty()
                    ? all
                    : environment.features().size();
            int observation = seen * environment.history();
            int action = MemberSize.numbers(env.actionSpace());
            MemberSize size = MemberSize.ofTransitions(spec.storedTransitions(), observation, action);
            int outputs = action * spec.outputsPerAction();
            for (Map.Entry<String, NetworkTraining> network : networks().entrySet()) {
                size = size.and(MemberSize.ofNetwork(
                                network.getValue().network(), observation + action, outputs, spec.largestBatch())
                        .times(spec.copies(network.getKey())));
            }
            return size;
        }
    }

    @Override
    public Trainer trainer(List<Subject> members, long[] seeds, Sources sources) {
        return AgentTrainer.create(
                members.stream().map(member -> ((AgentSubject) member).spec()).toList(),
                seeds,
                sources.environments(),
                sources.device());
    }
}
