package keel.experiments.preset;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import keel.agents.AgentSpec;
import keel.agents.AgentTrainer;
import keel.agents.EnvironmentSpec;
import keel.agents.OnPolicySpec;
import keel.agents.Rl4jSpec;
import keel.env.AutoresetMode;
import keel.env.VectorEnv;
import keel.training.NetworkTraining;
import keel.training.Trainer;
import keel.training.gpu.GpuSize;
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
    public Optional<String> besideDevice() {
        return spec instanceof Rl4jSpec ? Optional.of(DeviceFit.RL4J) : DeviceFit.ofEngine(engine());
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
            if (sources.onGpu() && spec instanceof OnPolicySpec) {
                int rows = (int) spec.storedTransitions();
                size = size.and(new MemberSize(0, 0, 0, GpuSize.ofTable(rows, observation, rows)));
            }
            int outputs = action * spec.outputsPerAction();
            for (Map.Entry<String, NetworkTraining> network : networks().entrySet()) {
                NetworkTraining training = network.getValue();
                MemberSize one = sources.onGpu()
                        ? sizeOnGpu(training, observation + action, outputs)
                        : MemberSize.ofNetwork(training.network(), observation + action, outputs, spec.largestBatch());
                size = size.and(one.times(spec.copies(network.getKey())));
            }
            return size;
        }
    }

    /** Every network is taken to have a target network, and to choose actions. */
    private MemberSize sizeOnGpu(NetworkTraining training, int inputs, int outputs) {
        int rows = spec.largestBatch();
        int lanes = spec.common().environment().lanes();
        int episodes = spec.common().evaluation().episodes();
        int last = spec.common().evaluation().finalEpisodes();
        int most = Math.max(rows, Math.max(episodes, last));
        return MemberSize.onGpu(
                training.network(),
                inputs,
                outputs,
                most,
                shape -> GpuSize.ofTraining(shape, training.optimizer(), false, rows, rows, lanes, episodes, last)
                        .and(GpuSize.ofPredicting(shape, rows)));
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
