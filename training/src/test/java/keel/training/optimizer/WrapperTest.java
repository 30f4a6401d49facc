package keel.training.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import keel.training.checkpoint.StateWriter;
import org.junit.jupiter.api.Test;

/** Extragradient and lookahead, step by step. */
class WrapperTest {
    private static final SgdSpec PLAIN = new SgdSpec(0, false, 0);
    private static final StepSize HALF = StepSize.of(0.5);

    private static Optimizer alone(OptimizerSpec spec, int n) {
        return Optimizer.create(List.of(spec), n);
    }

    @Test
    void extragradientStepsFromTheOldPointWithTheGradientAhead() {
        Optimizer optimizer = alone(new ExtragradientSpec(PLAIN), 2);
        float[] parameters = {1, 2};
        optimizer.extrapolate(0, parameters, new float[] {2, -2}, HALF);
        assertArrayEquals(new float[] {0, 3}, parameters);
        optimizer.step(0, parameters, new float[] {4, 1}, HALF);
        assertArrayEquals(new float[] {-1, 1.5f}, parameters);
    }

    /**
     * Algorithm 4 of Gidel et al. 2019 in double on f(x) = x²/2, gradient x: moments move in both halves of an iteration, and
     * bias is corrected with 2t - 1 and 2t.
     */
    @Test
    void extraAdamMovesItsMomentsInBothHalves() {
        double beta1 = 0.5;
        double beta2 = 0.9;
        double epsilon = 1e-3;
        double rate = 0.05;
        Optimizer optimizer = alone(new ExtragradientSpec(new AdamSpec(beta1, beta2, epsilon)), 1);
        float[] parameters = {2};
        double x = 2;
        double m = 0;
        double v = 0;
        for (int t = 1; t <= 50; t++) {
            m = beta1 * m + (1 - beta1) * x;
            v = beta2 * v + (1 - beta2) * x * x;
            double ahead = x
                    - rate
                            * (m / (1 - Math.pow(beta1, 2 * t - 1)))
                            / (Math.sqrt(v / (1 - Math.pow(beta2, 2 * t - 1))) + epsilon);
            optimizer.extrapolate(0, parameters, parameters.clone(), StepSize.of(rate));
            assertEquals(ahead, parameters[0], 2e-6);
            m = beta1 * m + (1 - beta1) * ahead;
            v = beta2 * v + (1 - beta2) * ahead * ahead;
            x -= rate * (m / (1 - Math.pow(beta1, 2 * t))) / (Math.sqrt(v / (1 - Math.pow(beta2, 2 * t))) + epsilon);
            optimizer.step(0, parameters, parameters.clone(), StepSize.of(rate));
            assertEquals(x, parameters[0], 2e-6);
        }
        assertTrue(Math.abs(x) < 0.5, "it went down to " + x);
    }

    @Test
    void extrapolationAndStepComeInTurnForEachMember() {
        Optimizer optimizer = Optimizer.create(List.of(new ExtragradientSpec(PLAIN), new ExtragradientSpec(PLAIN)), 1);
        float[] parameters = {1, 1};
        float[] gradients = {1, 1};
        assertTrue(optimizer.extrapolates());
        String early = assertThrows(IllegalStateException.class, () -> optimizer.step(0, parameters, gradients, HALF))
                .getMessage();
        assertTrue(early.contains("member 0 was not extrapolated"), early);
        optimizer.extrapolate(0, parameters, gradients, HALF);
        String twice = assertThrows(
                        IllegalStateException.class, () -> optimizer.extrapolate(0, parameters, gradients, HALF))
                .getMessage();
        assertTrue(twice.contains("member 0 is extrapolated already"), twice);
        assertThrows(IllegalStateException.class, () -> optimizer.step(1, parameters, gradients, HALF));
        assertThrows(IllegalStateException.class, () -> optimizer.save(0, new StateWriter()));
        optimizer.save(1, new StateWriter());
        assertArrayEquals(new float[] {0.5f, 1}, parameters);
    }

    @Test
    void aMemberThatWillNotStepIsTakenBack() {
        OptimizerSpec spec = new LookaheadSpec(2, 0.5, false, new ExtragradientSpec(PLAIN));
        Optimizer optimizer = Optimizer.create(List.of(spec, spec), 1);
        float[] parameters = {1, 2};
        optimizer.extrapolate(1, parameters, new float[] {1, 1}, HALF);
        optimizer.retract(0, parameters);
        assertArrayEquals(new float[] {1, 1.5f}, parameters);
        optimizer.retract(1, parameters);
        assertArrayEquals(new float[] {1, 2}, parameters);
        assertThrows(IllegalStateException.class, () -> optimizer.step(1, parameters, new float[] {1, 1}, HALF));
    }

    @Test
    void plainOptimisersDoNotExtrapolateNorSynchronise() {
        Optimizer optimizer = alone(PLAIN, 1);
        float[] parameters = {1};
        assertFalse(optimizer.extrapolates());
        assertThrows(
                UnsupportedOperationException.class, () -> optimizer.extrapolate(0, parameters, new float[] {1}, HALF));
        optimizer.retract(0, parameters);
        assertFalse(optimizer.synchronize(0, parameters));
        assertEquals(1, parameters[0]);
    }

    @Test
    void lookaheadGoesAPartOfTheWayAfterEveryKIterations() {
        Optimizer optimizer = alone(new LookaheadSpec(2, 0.25, false, PLAIN), 1);
        float[] parameters = {8};
        float[] gradient = {4};
        optimizer.step(0, parameters, gradient, HALF);
        assertFalse(optimizer.synchronize(0, parameters));
        assertEquals(6, parameters[0]);
        optimizer.step(0, parameters, gradient, HALF);
        assertEquals(4, parameters[0]);
        // 8 + ¼ (4 - 8) = 7.
        assertTrue(optimizer.synchronize(0, parameters));
        assertEquals(7, parameters[0]);
        optimizer.step(0, parameters, gradient, HALF);
        assertFalse(optimizer.synchronize(0, parameters));
        optimizer.step(0, parameters, gradient, HALF);
        // 7 + ¼ (3 - 7) = 6.
        assertTrue(optimizer.synchronize(0, parameters));
        assertEquals(6, parameters[0]);
    }

    @Test
    void lookaheadStartsWhereTheFirstStepDoesAlsoIfThatLooksAhead() {
        Optimizer optimizer = alone(new LookaheadSpec(1, 0.5, false, new ExtragradientSpec(PLAIN)), 1);
        float[] parameters = {8};
        optimizer.extrapolate(0, parameters, new float[] {100}, HALF);
        optimizer.step(0, parameters, new float[] {4}, HALF);
        assertTrue(optimizer.synchronize(0, parameters));
        // Fast 6, slow 8: half way.
        assertEquals(7, parameters[0]);
    }

    @Test
    void anIterationInWhichANetworkDoesNotStepCountsAsWell() {
        // At rate 0 a network makes no step, but both players synchronise at the same iteration.
        Optimizer optimizer = alone(new LookaheadSpec(2, 0.5, false, PLAIN), 1);
        float[] parameters = {8};
        assertFalse(optimizer.synchronize(0, parameters));
        optimizer.step(0, parameters, new float[] {4}, HALF);
        assertTrue(optimizer.synchronize(0, parameters));
        assertEquals(7, parameters[0]);
    }

    @Test
    void lookaheadMayForgetMomentsAtEachSynchronisation() {
        SgdSpec heavyBall = new SgdSpec(0.5, false, 0);
        for (boolean reset : new boolean[] {true, false}) {
            Optimizer optimizer = alone(new LookaheadSpec(1, 1, reset, heavyBall), 1);
            float[] parameters = {0};
            optimizer.step(0, parameters, new float[] {4}, HALF);
            optimizer.synchronize(0, parameters);
            optimizer.step(0, parameters, new float[] {4}, HALF);
            // A velocity of 4, then 4 or ½ · 4 + 4.
            assertEquals(reset ? -4 : -5, parameters[0]);
        }
    }

    @Test
    void aFrozenLayerStaysThroughSynchronisation() {
        // Where fast and slow weights are one number, the way between them is exactly 0.
        Optimizer optimizer = alone(new LookaheadSpec(1, 0.3, false, PLAIN), 2);
        float[] parameters = {0.1f, 0.1f};
        StepSize frozen =
                new StepSize(0.5, OptionalDouble.empty(), LayerMultipliers.of(new int[] {1, 2}, new double[] {0, 1}));
        for (int k = 0; k < 10; k++) {
            optimizer.step(0, parameters, new float[] {1, 1}, frozen);
            optimizer.synchronize(0, parameters);
        }
        assertEquals(0.1f, parameters[0]);
        assertTrue(parameters[1] < -1);
    }
}
