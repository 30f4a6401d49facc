package keel.benchmarks.gpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.NetworkTraining;
import keel.training.network.Device;
import keel.training.network.Initializer;
import keel.training.network.Network;
import keel.training.network.RowTable;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.GradientClipping;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;

/**
 * P networks that train on rows and targets which stay the same. One update is what an algorithm pays for one: which rows are
 * read goes to the device, where they are as those of a rollout, outputs come back, the loss's gradient by them, {@code (output - target) / batch}, is computed here and goes to the
 * device, a backward pass, clipping to a norm of 0.5, Adam at a rate of each member's own.
 *
 * <p>A member's numbers depend on its index alone, not on how many others there are. From member 32 on they repeat.
 */
final class FixedRowsUpdate implements AutoCloseable {
    static final double MAX_NORM = 0.5;
    static final AdamSpec ADAM = AdamSpec.DEFAULT;

    private static final int DISTINCT = 32;
    private static final float PENALTY = 0.1f;

    private final Problem problem;
    private final Network network;
    private final NetworkLearner learner;
    private final float[] rows;
    private final RowTable table;
    private final int[] chosen;
    private final float[] targets;
    private final float[] gradient;
    private final float[] ones;
    private final float[] direction;
    private final double[] losses;

    /** Members from 0 on. */
    FixedRowsUpdate(Device device, Problem problem, int members) {
        this(device, problem, 0, members);
    }

    /** Members from {@code first} on. */
    FixedRowsUpdate(Device device, Problem problem, int first, int members) {
        if (problem.critic() && first + members > DISTINCT) {
            throw new IllegalArgumentException(
                    "a critic's singular vectors are not repeated: at most %d members, but got %d"
                            .formatted(DISTINCT, first + members));
        }
        this.problem = problem;
        var shape = problem.shape();
        network = device.stack(shape, members);
        initialize(first, members);
        List<NetworkTraining> trainings = new ArrayList<>();
        for (int p = 0; p < members; p++) {
            Constant rate = new Constant(rate(first + p));
            trainings.add(NetworkTraining.of(shape.spec(), ADAM, rate, GradientClipping.byNorm(MAX_NORM)));
        }
        learner = new NetworkLearner("q", network, trainings, new Cohort(members));
        rows = normal("rows", first, members, problem.batch() * network.inputs());
        table = device.table(members, problem.batch(), network.inputs(), rows);
        chosen = new int[members * problem.batch()];
        Arrays.setAll(chosen, i -> i % problem.batch());
        targets = normal("targets", first, members, problem.batch() * network.outputs());
        gradient = new float[targets.length];
        ones = new float[problem.critic() ? targets.length : 0];
        Arrays.fill(ones, 1f);
        direction = new float[problem.critic() ? rows.length : 0];
        losses = new double[members];
    }

    /** Of member p. */
    static double rate(int p) {
        return 1e-4 * (1 + p % 8);
    }

    private void initialize(int first, int members) {
        int count = network.parameterCount();
        for (int p = 0; p < members; p++) {
            if (p < DISTINCT) {
                RandomStream random = RandomStream.named((first + p) % DISTINCT, "network");
                network.initialize(p, new Initializer.UniformFanIn(), random);
            } else {
                float[] all = network.parameters();
                System.arraycopy(all, (p % DISTINCT) * count, all, p * count, count);
            }
        }
        network.parametersChanged();
    }

    private static float[] normal(String name, int first, int members, int each) {
        float[] all = new float[Math.multiplyExact(members, each)];
        for (int p = 0; p < members; p++) {
            if (p < DISTINCT) {
                RandomStream random = RandomStream.named((first + p) % DISTINCT, name);
                for (int i = p * each; i < (p + 1) * each; i++) {
                    all[i] = (float) random.nextGaussian();
                }
            } else {
                System.arraycopy(all, (p % DISTINCT) * each, all, p * each, each);
            }
        }
        return all;
    }

    /** Trains once. */
    void update() {
        int batch = problem.batch();
        table.choose(chosen, batch);
        float[] output = network.forward(table);
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = (output[i] - targets[i]) / batch;
        }
        network.backward(gradient);
        if (problem.critic()) {
            penalize();
        }
        learner.update(losses, false);
    }

    /** Adds the gradient of 0.05 times the mean squared norm of the gradient by a row. */
    private void penalize() {
        float[] slope = network.inputGradient(ones);
        for (int i = 0; i < direction.length; i++) {
            direction[i] = slope[i] * (PENALTY / problem.batch());
        }
        network.directionalBackward(direction, ones);
    }

    /** Trains that often. */
    void update(int times) {
        for (int u = 0; u < times; u++) {
            update();
        }
    }

    int parameterCount() {
        return network.parameterCount();
    }

    /** A copy {@code [P,n]}. */
    float[] parameters() {
        return network.parameters().clone();
    }

    float[] rows() {
        return rows;
    }

    float[] targets() {
        return targets;
    }

    @Override
    public void close() {
        table.close();
        learner.close();
    }
}
