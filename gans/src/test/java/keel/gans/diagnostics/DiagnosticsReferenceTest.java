package keel.gans.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import keel.gans.dynamics.LinearGame;
import keel.gans.dynamics.LocalGame;
import keel.gans.dynamics.Spectrum;
import keel.gans.dynamics.UpdateRule;
import org.hipparchus.complex.Complex;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DiagnosticsReferenceTest {
    private static JsonNode reference;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = DiagnosticsReferenceTest.class.getResourceAsStream("/reference/metrics-reference.json")) {
            reference = new ObjectMapper().readTree(in);
        }
    }

    private static double[] numbers(JsonNode list) {
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = list.get(i).asDouble();
        }
        return numbers;
    }

    @Test
    void oscillation() {
        JsonNode entry = reference.get("oscillation");
        Oscillation found = Oscillation.of(numbers(entry.get("series")));
        assertEquals(entry.get("detrended_std").asDouble(), found.deviation(), 1e-9);
        assertEquals(entry.get("peak_to_peak").asDouble(), found.peakToPeak(), 1e-9);
        assertEquals(entry.get("dominant_period").asDouble(), found.period(), 1e-9);
        assertEquals(entry.get("power_share_pm2").asDouble(), found.share(), 1e-9);
    }

    @Test
    void pathAngles() {
        for (JsonNode entry : reference.get("path_angle")) {
            double[] equilibrium = numbers(entry.get("wstar"));
            double[][] a = {
                numbers(entry.get("A").get(0)), numbers(entry.get("A").get(1))
            };
            for (int i = 0; i < entry.get("alpha").size(); i++) {
                PathAngle found = PathAngle.at(
                        numbers(entry.get("w0")),
                        numbers(entry.get("w1")),
                        entry.get("alpha").get(i).asDouble(),
                        w -> times(a, w, equilibrium));
                assertEquals(entry.get("cos").get(i).asDouble(), found.cosine(), 1e-9, entry + " " + i);
            }
        }
    }

    private static double[] times(double[][] a, double[] w, double[] equilibrium) {
        double x = w[0] - equilibrium[0];
        double y = w[1] - equilibrium[1];
        return new double[] {a[0][0] * x + a[0][1] * y, a[1][0] * x + a[1][1] * y};
    }

    /** A rotation by 1 with damping 0.1, one twice as slow, and two real eigenvalues, mixed by a change of basis. */
    @Test
    void theJacobianOfAFieldHasItsLeadingEigenvalues() {
        double[][] blocks = {
            {-0.1, -2, 0, 0, 0, 0},
            {2, -0.1, 0, 0, 0, 0},
            {0, 0, -0.3, -1, 0, 0},
            {0, 0, 1, -0.3, 0, 0},
            {0, 0, 0, 0, -0.5, 0},
            {0, 0, 0, 0, 0, -0.2}
        };
        double[] start = {1, 0.9, 0.8, 0.7, 0.6, 0.5};
        Spectrum found = GameJacobian.leading(
                w -> {
                    double[] v = new double[6];
                    for (int i = 0; i < 6; i++) {
                        for (int j = 0; j < 6; j++) {
                            v[i] += blocks[i][j] * (w[j] + 0.1 * w[j] * w[j] * w[j]);
                        }
                    }
                    return v;
                },
                new double[6],
                6,
                1e-4,
                start);
        assertEquals(
                0, found.eigenvalues().get(0).subtract(new Complex(-0.1, 2)).norm(), 1e-6);
        assertEquals(
                0, found.eigenvalues().get(2).subtract(new Complex(-0.3, 1)).norm(), 1e-6);
        assertEquals(-0.2, found.eigenvalues().get(5).getReal(), 1e-6);
    }

    @Test
    void aRunOfTheDiracGameIsPutBackOnItsMap() {
        LinearGame game = new LinearGame(0.5, 0.3);
        Spectrum found =
                GameJacobian.leading(w -> game.field().operate(w), new double[2], 2, 1e-3, new double[] {1, 0.3});
        LinearGame local = LocalGame.of(found.eigenvalues().get(0)).orElseThrow();
        assertEquals(0.5, local.f(), 1e-9);
        assertEquals(0.3, local.gamma(), 1e-9);
    }

    /** Whatever the rates, the eigenvalue of an iteration gives back the game that it is of, of both kinds of updates. */
    @Test
    void theEigenvalueOfAnIterationIsPutBackOnTheMap() {
        LinearGame game = new LinearGame(0.7, 0.2);
        for (double ratio : new double[] {0.25, 1, 4}) {
            for (boolean alternating : new boolean[] {true, false}) {
                UpdateRule rule = alternating ? new UpdateRule.Alternating(1, 1) : new UpdateRule.Simultaneous();
                Complex lambda = Spectrum.of(rule.step(game, 0.1, 0.1 * ratio))
                        .eigenvalues()
                        .get(0);
                LinearGame local = LocalGame.ofIteration(lambda, alternating, 0.1, 0.1 * ratio)
                        .orElseThrow();
                assertEquals(0.7, local.f(), 1e-12);
                assertEquals(0.2, local.gamma(), 1e-12);
            }
        }
        assertTrue(LocalGame.ofIteration(new Complex(0.9, 0), true, 0.1, 0.1).isEmpty());
        assertTrue(LocalGame.ofIteration(new Complex(1, 0.5), true, 0.1, 0.1).isEmpty());
    }

    @Test
    void aSteadySeriesDoesNotSwing() {
        double[] line = new double[64];
        for (int i = 0; i < line.length; i++) {
            line[i] = 3 + 0.5 * i;
        }
        assertEquals(0, Oscillation.of(line).deviation(), 1e-12);
        assertTrue(Oscillation.of(new double[9]).share() <= 1);
    }
}
