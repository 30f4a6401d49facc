package keel.agents;

import java.nio.file.Path;
import java.util.List;
import keel.env.EnvProvider;
import keel.training.MemberResult;
import keel.training.Trainer;
import keel.training.telemetry.TrainingObserver;

/** Trains a cohort of agents of one algorithm and one network shape. */
public final class AgentTrainer implements Trainer {
    private final int members;

    /**
     * Prepares a cohort.
     *
     * @param specs one a member; equal but for what changes no shape and no clock (rates, optimiser constants)
     * @param seeds one a member
     * @param environments where the lanes come from: native, or a server
     */
    public static AgentTrainer create(List<? extends AgentSpec> specs, long[] seeds, EnvProvider environments) {
        return new AgentTrainer(specs.size());
    }

    private AgentTrainer(int members) {
        this.members = members;
    }

    @Override
    public int members() {
        return members;
    }

    @Override
    public List<MemberResult> train(TrainingObserver observer) {
        return List.of();
    }

    @Override
    public void saveNetworks(int member, Path folder) {}

    @Override
    public void close() {}
}
