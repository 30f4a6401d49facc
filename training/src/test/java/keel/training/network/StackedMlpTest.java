package keel.training.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.NetworkTraining;
import keel.training.optimizer.AdamSpec;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StackedMlpTest extends NetworkContract {
    private static final int BATCH = 33;

    @Override
    int members() {
        return 3;
    }

    @Override
    Network create(MlpLayout layout) {
        return new StackedMlp(layout, members());
    }

    @Override
    float[] inLayoutOrder(MlpLayout layout, float[] values, int member) {
        int n = layout.parameterCount();
        return Arrays.copyOfRange(values, member * n, (member + 1) * n);
    }

    @Override
    double penaltyTolerance(Activation activation, int batch) {
        return 2e-5;
    }

    private static MlpLayout layout(Activation activation) {
        return new MlpLayout(3, new NetworkSpec(List.of(17, 16), activation), 2);
    }

    /** Fits fixed targets with Adam; each member has its own rows and rate. Returns the parameters of every member. */
    private static float[] fit(
            Network network, NetworkSpec spec, int[] identities, int updates, int deactivatedHalfway) {
        int members = identities.length;
        Cohort cohort = new Cohort(members);
        List<NetworkTraining> trainings = new ArrayList<>();
        List<RandomStream> rows = new ArrayList<>();
        for (int p = 0; p < members; p++) {
            network.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(identities[p], "weights"));
            trainings.add(new NetworkTraining(
                    spec, AdamSpec.DEFAULT, new Constant(1e-3 * (identities[p] + 1)), Optional.of(0.5)));
            rows.add(RandomStream.named(identities[p], "rows"));
        }
        NetworkLearner learner = new NetworkLearner("q", network, trainings, cohort);
        float[] input = new float[members * BATCH * network.inputs()];
        for (int u = 0; u < updates; u++) {
            for (int p = 0; p < members; p++) {
                float[] own = normal(rows.get(p), BATCH * network.inputs());
                System.arraycopy(own, 0, input, p * own.length, own.length);
            }
            if (u % 3 == 0) {
                // Acting on one row in between must not disturb the update.
                network.forward(Arrays.copyOf(input, members * network.inputs()), 1);
            }
            float[] output = network.forward(input, BATCH);
            float[] gradient = new float[output.length];
            double[] losses = new double[members];
            for (int row = 0; row < members * BATCH; row++) {
                for (int j = 0; j < network.outputs(); j++) {
                    int i = row * network.outputs() + j;
                    float error = output[i] - 0.5f * input[row * network.inputs() + j] - 1f;
                    gradient[i] = error / BATCH;
                    losses[row / BATCH] += error * error / 2 / BATCH;
                }
            }
            network.backward(gradient);
            learner.update(losses, u % 10 == 0);
            if (u == updates / 2 && deactivatedHalfway >= 0) {
                cohort.diverge(deactivatedHalfway, "told to");
            }
        }
        return network.parameters().clone();
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void aMemberOfACohortIsBitIdenticalToItselfAlone(Activation activation) {
        MlpLayout layout = layout(activation);
        int n = layout.parameterCount();
        int[] all = {0, 1, 2, 3, 4, 5, 6, 7};
        try (Network cohort = new StackedMlp(layout, all.length)) {
            float[] together = fit(cohort, layout.spec(), all, 100, 5);
            for (int p : new int[] {0, 3, 7}) {
                try (Network alone = new StackedMlp(layout, 1)) {
                    assertArrayEquals(
                            fit(alone, layout.spec(), new int[] {p}, 100, -1),
                            Arrays.copyOfRange(together, p * n, (p + 1) * n),
                            "member " + p);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void agreesWithDl4jAfterAHundredUpdates(Activation activation) {
        MlpLayout layout = layout(activation);
        try (Network stacked = new StackedMlp(layout, 1);
                Network dl4j = new Dl4jNetwork(layout)) {
            float[] ours = fit(stacked, layout.spec(), new int[] {0}, 100, -1);
            float[] theirs = fit(dl4j, layout.spec(), new int[] {0}, 100, -1);
            float[] expected = Dl4jMlp.toDl4j(layout, ours, 0);
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], theirs[i], 1e-5 * Math.max(1, Math.abs(expected[i])), "parameter " + i);
            }
        }
    }

    @Test
    void aDeactivatedMemberNoLongerChanges() {
        MlpLayout layout = layout(Activation.RELU);
        try (Network network = new StackedMlp(layout, 2)) {
            float[] stopped = fit(network, layout.spec(), new int[] {0, 1}, 40, 1);
            try (Network other = new StackedMlp(layout, 2)) {
                float[] going = fit(other, layout.spec(), new int[] {0, 1}, 40, -1);
                int n = layout.parameterCount();
                assertArrayEquals(Arrays.copyOf(going, n), Arrays.copyOf(stopped, n));
                assertNotEquals(going[n], stopped[n]);
            }
        }
    }
}
