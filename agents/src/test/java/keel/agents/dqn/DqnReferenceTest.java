package keel.agents.dqn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import keel.agents.ReferenceUpdates;
import keel.agents.replay.MultiStepReturns;
import keel.agents.replay.ReplayBuffer;
import keel.agents.replay.TransitionBatch;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.NetworkTraining;
import keel.training.network.Activation;
import keel.training.network.NetworkShape;
import keel.training.network.NetworkSpec;
import keel.training.network.StackedMlp;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.GradientClipping;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;
import org.junit.jupiter.api.Test;

/** The same updates as Stable-Baselines3 and PyTorch make. */
class DqnReferenceTest {
    private static final NetworkSpec SPEC = new NetworkSpec(List.of(8, 8), Activation.RELU);

    private static QFunction function(JsonNode network) {
        StackedMlp mlp = new StackedMlp(new NetworkShape(4, SPEC, 2), 1);
        float[] parameters = ReferenceUpdates.flat(network);
        System.arraycopy(parameters, 0, mlp.parameters(), 0, parameters.length);
        mlp.parametersChanged();
        return new QFunction(mlp, 2, new PlainHead(2), new ActionValues(2, 1));
    }

    private static TransitionBatch batch(JsonNode recorded) {
        int rows = recorded.get("rows").intValue();
        TransitionBatch batch = new TransitionBatch(1, rows, 4, 1);
        System.arraycopy(ReferenceUpdates.floats(recorded.get("observations")), 0, batch.observations, 0, 4 * rows);
        System.arraycopy(
                ReferenceUpdates.floats(recorded.get("nextObservations")), 0, batch.nextObservations, 0, 4 * rows);
        System.arraycopy(ReferenceUpdates.floats(recorded.get("actions")), 0, batch.actions, 0, rows);
        System.arraycopy(ReferenceUpdates.floats(recorded.get("rewards")), 0, batch.rewards, 0, rows);
        for (int i = 0; i < rows; i++) {
            batch.terminated[i] = recorded.get("terminated").get(i).booleanValue();
        }
        Arrays.fill(batch.steps, 1);
        return batch;
    }

    /** The largest difference, as a share of the largest number. */
    private static double distance(float[] expected, float[] actual) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
            size = Math.max(size, Math.abs(expected[i]));
        }
        assertEquals(expected.length, actual.length);
        return difference / size;
    }

    private static void assertSameUpdate(boolean doubleQ) {
        JsonNode reference = ReferenceUpdates.of("dqn");
        JsonNode expected = doubleQ ? reference.get("double") : reference;
        double discount = reference.get("settings").get("discount").doubleValue();
        TransitionBatch batch = batch(reference.get("batch"));
        QFunction online = function(reference.get("networks").get("q"));
        QFunction target = function(reference.get("networks").get("target"));
        NetworkTraining training = NetworkTraining.of(
                SPEC,
                AdamSpec.DEFAULT,
                new Constant(reference.get("settings").get("rate").doubleValue()),
                GradientClipping.byNorm(
                        reference.get("settings").get("maxGradientNorm").doubleValue()));
        try (NetworkLearner q = new NetworkLearner("q", online.network(), List.of(training), new Cohort(1))) {
            float[] best = new float[batch.rows];
            QFunction chooser = doubleQ ? online : target;
            chooser.best(chooser.predict(batch.nextObservations, batch.rows), best);
            QBatch losses = new QBatch(batch, new QLoss.Huber(), new ActionValues(2, 1), 2, 1);
            float[] next = target.predict(batch.nextObservations, batch.rows);
            float[] values = online.forward(batch.observations, batch.rows);
            losses.judge(0, new BootstrapTargets(discount, 1), values, next, best);
            for (int i = 0; i < batch.rows; i++) {
                float value = values[2 * i + (int) batch.actions[i]];
                assertEquals(expected.get("targets").get(i).doubleValue(), value + batch.errors[i], 1e-5, "row " + i);
            }
            assertEquals(expected.get("loss").doubleValue(), losses.loss[0], 1e-6);
            online.backward(losses.gradient, batch.rows);
            float[] gradients = ReferenceUpdates.flat(expected.get("gradients").get("q"));
            assertEquals(0, distance(gradients, q.network().gradients()), 1e-5);
            q.update(losses.loss, false);
            if (!doubleQ) {
                float[] after = ReferenceUpdates.flat(reference.get("after").get("q"));
                assertEquals(0, distance(after, q.network().parameters()), 1e-5);
            }
        }
        target.network().close();
    }

    @Test
    void plainTargetsAsInStableBaselines() {
        assertSameUpdate(false);
    }

    @Test
    void doubleTargets() {
        assertSameUpdate(true);
    }

    @Test
    void quantileRegression() {
        JsonNode reference = ReferenceUpdates.of("quantileHuber");
        int rows = reference.get("rows").intValue();
        int count = reference.get("count").intValue();
        float[] values = ReferenceUpdates.floats(reference.get("quantiles"));
        float[] targets = ReferenceUpdates.floats(reference.get("targets"));
        float[] gradient = new float[rows * count];
        double loss = 0;
        for (int row = 0; row < rows; row++) {
            loss += new QLoss.QuantileHuber(count)
                    .apply(values, row * count, targets, row * count, 1f / rows, gradient);
        }
        assertEquals(reference.get("loss").doubleValue(), loss / rows, 1e-6);
        assertArrayEquals(ReferenceUpdates.floats(reference.get("gradient")), gradient, 1e-6f);
    }

    /** Observations are numbers of rows; rows before the last two have returns of three steps unless an episode ends. */
    @Test
    void returnsOverSeveralSteps() {
        JsonNode reference = ReferenceUpdates.of("nStep");
        int steps = reference.get("steps").intValue();
        double discount = reference.get("discount").doubleValue();
        float[] rewards = ReferenceUpdates.floats(reference.get("rewards"));
        float[] nextValues = ReferenceUpdates.floats(reference.get("nextValues"));
        ReplayBuffer buffer = new ReplayBuffer(20, 1, 1);
        MultiStepReturns returns = new MultiStepReturns(steps, discount, 1, 1, 1);
        for (int k = 0; k < rewards.length; k++) {
            returns.add(
                    0,
                    new float[] {k},
                    0,
                    new float[1],
                    0,
                    rewards[k],
                    new float[] {k},
                    0,
                    reference.get("terminated").get(k).booleanValue(),
                    reference.get("truncated").get(k).booleanValue(),
                    buffer);
        }
        assertEquals(reference.get("starts").size(), buffer.size());
        TransitionBatch batch = new TransitionBatch(1, 500, 1, 1);
        buffer.sample(RandomStream.named(0, "replay"), 0, batch);
        BootstrapTargets targets = new BootstrapTargets(discount, steps);
        float[] target = new float[1];
        for (int i = 0; i < batch.rows; i++) {
            int row = (int) batch.observations[i];
            assertEquals(reference.get("returns").get(row).doubleValue(), batch.rewards[i], 1e-6);
            int last = reference.get("last").get(row).intValue();
            assertEquals(last, batch.nextObservations[i]);
            targets.write(batch, i, nextValues, last, 1, target, 0);
            assertEquals(reference.get("targets").get(row).doubleValue(), target[0], 1e-6, "row " + row);
        }
    }
}
