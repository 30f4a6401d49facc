package keel.training.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.NetworkTraining;
import keel.training.checkpoint.StateWriter;
import keel.training.guard.GuardSpec;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.GradientClipping;
import keel.training.optimizer.RestartReset;
import keel.training.optimizer.SgdSpec;
import keel.training.random.RandomStream;
import keel.training.rate.Constant;
import keel.training.rate.NetworkRate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An ensemble held against its heads as networks of their own, number for number. */
class EnsembleNetworkTest {
    private static final int IN = 3;
    private static final int OUT = 2;
    private static final int BATCH = 5;
    private static final int HEADS = 2;
    private static final NetworkSpec SPEC = new NetworkSpec(List.of(7, 4), Activation.TANH);

    static Stream<Arguments> engines() {
        return Stream.of(
                Arguments.of(Engine.STACKED, 1), Arguments.of(Engine.STACKED, 3), Arguments.of(Engine.DL4J, 1));
    }

    /** An ensemble, and every head of every member as a network of its own with the same parameters. */
    private static final class Twins implements AutoCloseable {
        final EnsembleNetwork ensemble;
        final Network[] alone;

        Twins(Engine engine, int members) {
            ensemble = engine.createEnsemble("critic", IN, SPEC, OUT, HEADS, members);
            alone = new Network[members * HEADS];
            for (int p = 0; p < members; p++) {
                ensemble.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(p, "init"));
            }
            int n = ensemble.parameterCount() / HEADS;
            for (int head = 0; head < alone.length; head++) {
                alone[head] = engine.create("head", IN, SPEC, OUT, 1);
                assertEquals(n, alone[head].parameterCount());
                System.arraycopy(ensemble.parameters(), head * n, alone[head].parameters(), 0, n);
                alone[head].parametersChanged();
            }
        }

        Network head(int member, int head) {
            return alone[member * HEADS + head];
        }

        @Override
        public void close() {
            ensemble.close();
            for (Network network : alone) {
                network.close();
            }
        }
    }

    private static float[] numbers(int count, String name) {
        RandomStream random = RandomStream.named(1, name);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Rows of one member; of one head's columns if there are more. */
    private static float[] part(float[] all, int member, int width, int columns, int head) {
        float[] part = new float[BATCH * columns];
        for (int b = 0; b < BATCH; b++) {
            System.arraycopy(all, (member * BATCH + b) * width + head * columns, part, b * columns, columns);
        }
        return part;
    }

    @ParameterizedTest
    @MethodSource("engines")
    void outputsStandSideBySideAndGradientsAreThoseOfTheHeads(Engine engine, int members) {
        try (Twins t = new Twins(engine, members)) {
            assertEquals(
                    List.of(members, IN, HEADS * OUT),
                    List.of(t.ensemble.members(), t.ensemble.inputs(), t.ensemble.outputs()));
            float[] input = numbers(members * BATCH * IN, "input");
            float[] weights = numbers(members * BATCH * HEADS * OUT, "weights");
            float[] output = t.ensemble.forward(input, BATCH).clone();
            assertArrayEquals(output, t.ensemble.predict(input, BATCH));
            float[] inputGradient = t.ensemble.backwardToInput(weights).clone();
            assertArrayEquals(inputGradient, t.ensemble.inputGradient(weights));
            float[] gradients = t.ensemble.gradients().clone();
            int n = t.ensemble.parameterCount() / HEADS;
            for (int p = 0; p < members; p++) {
                float[] sum = new float[BATCH * IN];
                for (int k = 0; k < HEADS; k++) {
                    Network head = t.head(p, k);
                    float[] own = head.forward(part(input, p, IN, IN, 0), BATCH);
                    assertArrayEquals(own, part(output, p, HEADS * OUT, OUT, k), "output of " + p + ", " + k);
                    float[] byInput = head.backwardToInput(part(weights, p, HEADS * OUT, OUT, k));
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += byInput[i];
                    }
                    float[] slice = new float[n];
                    System.arraycopy(gradients, (p * HEADS + k) * n, slice, 0, n);
                    assertArrayEquals(head.gradients(), slice, "gradients of " + p + ", " + k);
                }
                assertArrayEquals(sum, part(inputGradient, p, IN, IN, 0), "input gradient of " + p);
            }
            t.ensemble.zeroGradients();
            assertArrayEquals(new float[members * HEADS * n], t.ensemble.gradients());
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void directionalGradientsAreThoseOfTheHeads(Engine engine, int members) {
        try (Twins t = new Twins(engine, members)) {
            float[] input = numbers(members * BATCH * IN, "input");
            float[] direction = numbers(members * BATCH * IN, "direction");
            float[] weights = numbers(members * BATCH * HEADS * OUT, "weights");
            t.ensemble.forward(input, BATCH);
            t.ensemble.directionalBackward(direction, weights);
            int n = t.ensemble.parameterCount() / HEADS;
            for (int p = 0; p < members; p++) {
                for (int k = 0; k < HEADS; k++) {
                    Network head = t.head(p, k);
                    head.forward(part(input, p, IN, IN, 0), BATCH);
                    // A central difference depends on the largest direction, which is that of the member here and
                    // there.
                    head.directionalBackward(part(direction, p, IN, IN, 0), part(weights, p, HEADS * OUT, OUT, k));
                    float[] slice = new float[n];
                    System.arraycopy(t.ensemble.gradients(), (p * HEADS + k) * n, slice, 0, n);
                    assertArrayEquals(head.gradients(), slice);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void headsBeginDifferentAndOneHeadIsThePlainNetwork(Engine engine, int members) {
        try (Twins t = new Twins(engine, members);
                EnsembleNetwork one = engine.createEnsemble("critic", IN, SPEC, OUT, 1, members);
                Network plain = engine.create("q", IN, SPEC, OUT, members)) {
            int n = plain.parameterCount();
            for (int p = 0; p < members; p++) {
                one.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(p, "init"));
                plain.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(p, "init"));
                for (int i = 0; i < n; i++) {
                    float first = t.ensemble.parameters()[p * HEADS * n + i];
                    assertEquals(plain.parameters()[p * n + i], first);
                    assertTrue(first != t.ensemble.parameters()[p * HEADS * n + n + i], "heads begin equal at " + i);
                }
            }
            assertArrayEquals(plain.parameters(), one.parameters());
            float[] input = numbers(members * BATCH * IN, "input");
            assertArrayEquals(plain.forward(input, BATCH), one.forward(input, BATCH));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void layersAndHiddenUnitsAreCountedHeadAfterHead(Engine engine, int members) {
        try (Twins t = new Twins(engine, members)) {
            int[] one = t.head(0, 0).layerOffsets();
            int n = t.head(0, 0).parameterCount();
            assertArrayEquals(
                    new int[] {0, one[1], one[2], n, n + one[1], n + one[2], 2 * n}, t.ensemble.layerOffsets());
            assertEquals(4, t.ensemble.hiddenLayers());
            float[] input = numbers(members * BATCH * IN, "input");
            t.ensemble.forward(input, BATCH);
            Network last = t.head(members - 1, 1);
            last.forward(part(input, members - 1, IN, IN, 0), BATCH);
            for (int layer = 0; layer < 2; layer++) {
                Hidden expected = last.hidden(0, layer);
                Hidden actual = t.ensemble.hidden(members - 1, 2 + layer);
                assertEquals(List.of(BATCH, expected.width()), List.of(actual.rows(), actual.width()));
                for (int unit = 0; unit < expected.width(); unit++) {
                    assertEquals(expected.at(BATCH - 1, unit), actual.at(BATCH - 1, unit));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void aFollowerAndARestoredMemberPredictAsTheirSource(Engine engine, int members) {
        try (Twins t = new Twins(engine, members);
                EnsembleNetwork follower = engine.createEnsemble("critic", IN, SPEC, OUT, HEADS, members);
                EnsembleNetwork restored = engine.createEnsemble("critic", IN, SPEC, OUT, HEADS, members)) {
            float[] input = numbers(members * BATCH * IN, "input");
            float[] expected = t.ensemble.predict(input, BATCH).clone();
            follower.follow(t.ensemble, 0.25);
            assertEquals(0.25f * t.ensemble.parameters()[0], follower.parameters()[0], 1e-7);
            follower.follow(t.ensemble, 1);
            assertArrayEquals(expected, follower.predict(input, BATCH));
            for (int p = 0; p < members; p++) {
                StateWriter state = new StateWriter();
                t.ensemble.save(p, state);
                restored.restore(p, state.reader());
            }
            assertArrayEquals(expected, restored.predict(input, BATCH));
            assertArrayEquals(t.ensemble.parameters(), restored.parameters());
        }
    }

    /** Heads that drop units restore the stream of each. */
    @Test
    void droppingHeadsGoOnAsTheSavedOnesWould() {
        var extras = new NetworkSpec.DenseExtras(false, false, Optional.of(0.5));
        NetworkSpec drops = new NetworkSpec(List.of(20), Activation.TANH, extras, Optional.empty());
        float[] input = numbers(BATCH * IN, "input");
        for (Engine engine : Engine.values()) {
            try (EnsembleNetwork saved = engine.createEnsemble("critic", IN, drops, OUT, HEADS, 1);
                    EnsembleNetwork restored = engine.createEnsemble("critic", IN, drops, OUT, HEADS, 1)) {
                saved.initialize(0, new Initializer.UniformFanIn(), RandomStream.named(3, "init"));
                saved.forward(input, BATCH);
                StateWriter state = new StateWriter();
                saved.save(0, state);
                restored.restore(0, state.reader());
                for (int pass = 0; pass < 3; pass++) {
                    assertArrayEquals(saved.forward(input, BATCH).clone(), restored.forward(input, BATCH));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void everyHeadIsAFileOfItsOwn(Engine engine, int members, @TempDir Path folder) {
        try (Twins t = new Twins(engine, members)) {
            t.ensemble.save(members - 1, folder.resolve("critic.zip"));
            assertTrue(Files.exists(folder.resolve("critic-1.zip")));
            assertTrue(Files.exists(folder.resolve("critic-2.zip")));
            assertTrue(Files.notExists(folder.resolve("critic.zip")));
        }
    }

    @Test
    void aMemberThatEndedLeavesTheOthersAsTheyWere() {
        float[] input = numbers(3 * BATCH * IN, "input");
        float[] weights = numbers(3 * BATCH * HEADS * OUT, "weights");
        try (Twins all = new Twins(Engine.STACKED, 3);
                Twins some = new Twins(Engine.STACKED, 3)) {
            some.ensemble.deactivate(1);
            float[] expected = all.ensemble.forward(input, BATCH);
            float[] actual = some.ensemble.forward(input, BATCH);
            float[] expectedGradient = all.ensemble.backwardToInput(weights);
            float[] actualGradient = some.ensemble.backwardToInput(weights);
            for (int p = 0; p < 3; p += 2) {
                assertArrayEquals(
                        part(expected, p, HEADS * OUT, HEADS * OUT, 0), part(actual, p, HEADS * OUT, HEADS * OUT, 0));
                assertArrayEquals(part(expectedGradient, p, IN, IN, 0), part(actualGradient, p, IN, IN, 0));
            }
        }
    }

    /** A rate for a layer holds for that layer of every head. */
    @Test
    void layerRatesAreThoseOfEveryHead() {
        try (Twins t = new Twins(Engine.STACKED, 1)) {
            NetworkTraining training = new NetworkTraining(
                    SPEC,
                    AdamSpec.DEFAULT,
                    GradientClipping.NONE,
                    RestartReset.NOTHING,
                    new NetworkRate(
                            new Constant(0.1),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            List.of(1.0, 0.0, 1.0)),
                    GuardSpec.NON_FINITE);
            NetworkLearner learner = new NetworkLearner("critic", t.ensemble, List.of(training), new Cohort(1));
            float[] before = t.ensemble.parameters().clone();
            t.ensemble.forward(numbers(BATCH * IN, "input"), BATCH);
            t.ensemble.backward(numbers(BATCH * HEADS * OUT, "weights"));
            learner.update(new double[] {1}, false);
            int[] offsets = t.ensemble.layerOffsets();
            for (int layer = 0; layer < 6; layer++) {
                boolean moved = t.ensemble.parameters()[offsets[layer]] != before[offsets[layer]];
                assertEquals(layer % 3 != 1, moved, "layer " + layer);
            }
        }
    }

    /** SGD moves by the rate times the clipped gradient, of norm 0.01, whichever engine holds the gradients. */
    @ParameterizedTest
    @MethodSource("engines")
    void clippingReachesEveryHead(Engine engine, int members) {
        try (Twins t = new Twins(engine, members)) {
            NetworkTraining training =
                    NetworkTraining.of(SPEC, new SgdSpec(0, false, 0), new Constant(1), GradientClipping.byNorm(0.01));
            NetworkLearner learner = new NetworkLearner(
                    "critic", t.ensemble, Collections.nCopies(members, training), new Cohort(members));
            float[] before = t.ensemble.parameters().clone();
            t.ensemble.forward(numbers(members * BATCH * IN, "input"), BATCH);
            t.ensemble.backward(numbers(members * BATCH * HEADS * OUT, "weights"));
            learner.update(new double[members], false);
            double squares = 0;
            for (int i = 0; i < before.length; i++) {
                double moved = t.ensemble.parameters()[i] - before[i];
                squares += moved * moved;
            }
            assertEquals(0.01 * Math.sqrt(members), Math.sqrt(squares), 1e-5);
        }
    }

    @Test
    void wrongLengthsAreRefusedWithTheLengthThatIsNeeded() {
        try (Twins t = new Twins(Engine.STACKED, 3)) {
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> t.ensemble.forward(new float[3 * BATCH * IN - 1], BATCH))
                    .getMessage();
            assertTrue(message.contains("input has 44") && message.contains("needs 45"), message);
            t.ensemble.forward(new float[3 * BATCH * IN], BATCH);
            message = assertThrows(
                            IllegalArgumentException.class, () -> t.ensemble.backward(new float[3 * BATCH * OUT]))
                    .getMessage();
            assertTrue(message.contains("output gradient has 30") && message.contains("needs 60"), message);
        }
    }
}
