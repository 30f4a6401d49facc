package keel.agents.dqn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuberLossTest {
    @ParameterizedTest
    @CsvSource({"0, 0, 0", "0.5, 0.125, 0.5", "-0.5, 0.125, -0.5", "1, 0.5, 1", "3, 2.5, 1", "-3, 2.5, -1"})
    void valuesAndDerivatives(float error, double value, float derivative) {
        assertEquals(value, HuberLoss.value(error));
        assertEquals(derivative, HuberLoss.derivative(error));
    }

    @Test
    void notANumberIsNotHidden() {
        assertTrue(Double.isNaN(HuberLoss.value(Float.NaN)));
        assertTrue(Float.isNaN(HuberLoss.derivative(Float.NaN)));
    }
}
