package keel.gans;

import java.nio.file.Path;
import java.util.List;
import keel.training.MemberResult;
import keel.training.Trainer;
import keel.training.telemetry.TrainingObserver;

/** Trains a cohort of generator and discriminator pairs of one shape. */
public final class GanTrainer implements Trainer {
    private final int members;

    /**
     * Prepares a cohort.
     *
     * @param specs one a member; equal but for what changes no shape and no clock (rates, optimiser constants)
     * @param seeds one a member
     */
    public static GanTrainer create(List<GanSpec> specs, long[] seeds) {
        return new GanTrainer(specs.size());
    }

    private GanTrainer(int members) {
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
