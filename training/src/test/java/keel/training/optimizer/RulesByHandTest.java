package keel.training.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Few steps with numbers that floats hold exactly. */
class RulesByHandTest {
    private static float[] run(OptimizerSpec spec, double rate, float start, float... gradients) {
        Optimizer optimizer = Optimizer.create(List.of(spec), 1);
        float[] parameters = {start};
        float[] way = new float[gradients.length];
        for (int k = 0; k < gradients.length; k++) {
            optimizer.step(0, parameters, new float[] {gradients[k]}, StepSize.of(rate));
            way[k] = parameters[0];
        }
        return way;
    }

    @Test
    void plainDescentWithWeightDecay() {
        // 4 - ½ (2 + ¼ · 4) = 2.5, then 2.5 - ½ (-1 + ¼ · 2.5) = 2.6875.
        assertArrayEquals(new float[] {2.5f, 2.6875f}, run(new SgdSpec(0, false, 0.25), 0.5, 4, 2, -1));
    }

    @Test
    void heavyBallWithPositiveAndNegativeMomentum() {
        // b = 1, 1.5, 1.75; then b = 1, 0.5, 0.75.
        assertArrayEquals(new float[] {-1, -2.5f, -4.25f}, run(new SgdSpec(0.5, false, 0), 1, 0, 1, 1, 1));
        assertArrayEquals(new float[] {-1, -1.5f, -2.25f}, run(new SgdSpec(-0.5, false, 0), 1, 0, 1, 1, 1));
    }

    @Test
    void nesterovLooksAheadAlongTheMomentum() {
        // b = 1, 1.5; steps of 1 + ½ · 1 and 1 + ½ · 1.5.
        assertArrayEquals(new float[] {-1.5f, -3.25f}, run(new SgdSpec(0.5, true, 0), 1, 0, 1, 1));
    }

    @Test
    void aStepWithoutMomentumLeavesTheVelocityAsItWas() {
        Optimizer sgd = Optimizer.create(List.of(new SgdSpec(0.5, false, 0)), 1);
        float[] parameters = {0};
        sgd.step(0, parameters, new float[] {4}, StepSize.of(1));
        sgd.step(0, parameters, new float[] {1}, new StepSize(1, OptionalDouble.of(0), LayerMultipliers.NONE));
        assertEquals(-5, parameters[0]);
        // The velocity is still 4: ½ · 4 + 0.
        sgd.step(0, parameters, new float[] {0}, StepSize.of(1));
        assertEquals(-7, parameters[0]);
    }

    @Test
    void rmsPropDividesByTheRootOfTheMeanSquare() {
        // v = ¾ · 0 + ¼ · 16 = 4, root 2: a step of 4 / 2 (ε is far below a float's last digit of 2).
        assertArrayEquals(new float[] {-2}, run(new RmsPropSpec(0.75, 1e-30, false, 0, 0), 1, 0, 4));
        // Centred, a = 1 and v - a² = 3.
        assertEquals(-4 / Math.sqrt(3), run(new RmsPropSpec(0.75, 1e-30, true, 0, 0), 1, 0, 4)[0], 1e-6);
    }

    @Test
    void aCentredVarianceOfNothingButRoundingStaysFinite() {
        // Constant gradients: v - a² becomes rounding error, negative at times.
        for (float momentum : new float[] {0, 0.5f}) {
            RmsPropSpec spec = new RmsPropSpec(0.9, 1e-3, true, momentum, 0);
            Optimizer optimizer = Optimizer.create(List.of(spec), 100);
            float[] parameters = new float[100];
            float[] gradients = new float[100];
            for (int i = 0; i < 100; i++) {
                gradients[i] = 0.37f * (i + 1);
            }
            for (int k = 0; k < 1000; k++) {
                optimizer.step(0, parameters, gradients, StepSize.of(1e-3));
            }
            for (float value : parameters) {
                assertEquals(true, Float.isFinite(value) && value < 0, "value " + value);
            }
        }
    }

    @Test
    void amsGradKeepsTheLargestSquare() {
        // β₁ = 0 and β₂ = ¾ with gradients 4, then 2: v = 4, then 3 + 1 = 4, then (gradient 0) 3; w stays 4. Bias
        // corrections
        // of v: ¼, 7/16, 37/64. Steps: 4 / √16 = 1, 2 / √(64/7), 0, and with gradient 1 v = 2.5: 1 / √(4 / (1 -
        // (3/4)⁴)).
        float[] way = run(new AmsGradSpec(0, 0.75, 1e-30, 0), 1, 0, 4, 2, 0, 1);
        assertEquals(-1, way[0], 1e-6);
        assertEquals(-1 - 2 / Math.sqrt(64 / 7.0), way[1], 1e-6);
        assertEquals(way[1], way[2]);
        assertEquals(way[2] - 1 / Math.sqrt(4 / (1 - Math.pow(0.75, 4))), way[3], 1e-6);
    }

    @Test
    void adamWDecaysBesideTheStep() {
        // 8 · (1 - ½ · ¼) = 7, less a step of the rate.
        assertEquals(6.5f, run(new AdamWSpec(0.9, 0.999, 1e-12, 0.25), 0.5, 8, 3)[0], 1e-6);
    }

    @Test
    void optimisticDescentTakesTwiceTheGradientLessTheOneBefore() {
        // 2 · 1 - 0, 2 · 3 - 1, 2 · (-1) - 3.
        assertArrayEquals(new float[] {-2, -7, -2}, run(new OptimisticSgdSpec(), 1, 0, 1, 3, -1));
    }
}
