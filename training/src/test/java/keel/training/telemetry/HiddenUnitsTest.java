package keel.training.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import keel.training.network.Activation;
import keel.training.network.Hidden;
import keel.training.network.Initializer;
import keel.training.network.NetworkShape;
import keel.training.network.NetworkSpec;
import keel.training.network.StackedMlp;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;

class HiddenUnitsTest {
    @Test
    void unitsThatSayTheSameOfEveryRowAreDead() {
        // Columns: a dead ReLU, a live unit, a saturated tanh, one that differs in the last row; then padding.
        float[] activations = {
            0, 1, -1, 0.5f, 7,
            0, 2, -1, 0.5f, 8,
            0, 1, -1, 0.25f, 9,
        };
        assertEquals(2, HiddenUnits.dead(new Hidden(activations, 0, 3, 4, 5)));
    }

    /** Orthogonal columns of lengths 2, 2 and 1: shares 0.4, 0.4, 0.2, whose entropy a hand computes. */
    @Test
    void effectiveRankIsTheExponentialOfTheEntropyOfSingularValues() {
        float[] activations = {
            2, 0, 0, 1,
            0, 2, 0, 1,
            0, 0, 1, 1,
            0, 0, 0, 1,
        };
        double expected = Math.exp(-(0.8 * Math.log(0.4) + 0.2 * Math.log(0.2)));
        assertEquals(expected, HiddenUnits.effectiveRank(new Hidden(activations, 0, 4, 3, 4)), 1e-12);
        // The same matrix lying down.
        float[] lying = {
            2, 0, 0, 0,
            0, 2, 0, 0,
            0, 0, 1, 0,
        };
        assertEquals(expected, HiddenUnits.effectiveRank(new Hidden(lying, 0, 3, 4, 4)), 1e-12);
    }

    @Test
    void equalDirectionsHaveRankOneAndIndependentOnesNearlyAll() {
        float[] one = new float[20 * 5];
        float[] all = new float[20 * 5];
        RandomStream random = RandomStream.named(0, "activations");
        for (int i = 0; i < one.length; i++) {
            one[i] = (i / 5 + 1) * (i % 5 + 1);
            all[i] = (float) random.nextGaussian();
        }
        assertEquals(1, HiddenUnits.effectiveRank(new Hidden(one, 0, 20, 5, 5)), 1e-5);
        double rank = HiddenUnits.effectiveRank(new Hidden(all, 0, 20, 5, 5));
        assertTrue(rank > 4.5 && rank <= 5, "" + rank);
        assertEquals(0, HiddenUnits.effectiveRank(new Hidden(new float[100], 0, 20, 5, 5)));
    }

    /**
     * 64 tanh units that see two numbers, 40 times: an eigenvalue decomposition of their products does not converge, which must
     * not end a training.
     */
    @Test
    void nearlySaturatedUnitsInAPlaneHaveAnEffectiveRank() {
        Random random = new Random(205);
        double[][] weights = new double[2][64];
        for (double[] row : weights) {
            for (int unit = 0; unit < row.length; unit++) {
                row[unit] = 3 * random.nextGaussian();
            }
        }
        float[] activations = new float[40 * 64];
        for (int row = 0; row < 40; row++) {
            double first = 1 + 0.1 * random.nextGaussian();
            double second = 1 + 0.1 * random.nextGaussian();
            for (int unit = 0; unit < 64; unit++) {
                activations[row * 64 + unit] =
                        (float) StrictMath.tanh(first * weights[0][unit] + second * weights[1][unit]);
            }
        }
        double rank = HiddenUnits.effectiveRank(new Hidden(activations, 0, 40, 64, 64));
        assertTrue(rank > 1 && rank < 4, "" + rank);
    }

    /** A real network: zero weights make every unit of the first layer dead, and one batch row says nothing. */
    @Test
    void aNetworksHiddenLayersAreCountedTogether() {
        NetworkShape shape = new NetworkShape(3, new NetworkSpec(List.of(4, 6), Activation.RELU), 2);
        try (StackedMlp network = new StackedMlp(shape, 2)) {
            network.initialize(1, new Initializer.UniformFanIn(), RandomStream.named(1, "weights"));
            network.forward(new float[2 * 5 * 3], 5);
            assertEquals(Optional.of(new HiddenUnits(1, 0)), HiddenUnits.of(network, 0));
            float[] rows = new float[2 * 5 * 3];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = (float) Math.sin(i);
            }
            network.forward(rows, 5);
            HiddenUnits alive = HiddenUnits.of(network, 1).orElseThrow();
            assertTrue(alive.deadShare() < 1 && alive.effectiveRank() > 1, alive.toString());
            network.forward(new float[6], 1);
            assertEquals(Optional.empty(), HiddenUnits.of(network, 1));
        }
        try (StackedMlp linear =
                new StackedMlp(new NetworkShape(3, new NetworkSpec(List.of(), Activation.RELU), 2), 1)) {
            linear.forward(new float[6], 2);
            assertEquals(Optional.empty(), HiddenUnits.of(linear, 0));
        }
    }
}
