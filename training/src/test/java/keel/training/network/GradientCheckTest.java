package keel.training.network;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.gpu.TestDevice;
import keel.training.random.RandomStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of the stacked engine against central differences of an independent network in double: at most 1e-5 off, of the norm. */
class GradientCheckTest {
    private static final double TOLERANCE = 1e-5;
    private static final double STEP = 1e-5;
    private static final int IN = 3;
    private static final int OUT = 4;
    private static final int BATCH = 6;

    static Stream<NetworkSpec> specs() {
        List<NetworkSpec> specs = new ArrayList<>();
        for (Activation activation : Activation.values()) {
            for (boolean layerNorm : new boolean[] {false, true}) {
                for (boolean spectralNorm : new boolean[] {false, true}) {
                    for (Optional<Double> dropout : List.of(Optional.<Double>empty(), Optional.of(0.3))) {
                        var extras = new NetworkSpec.DenseExtras(layerNorm, spectralNorm, dropout);
                        specs.add(new NetworkSpec(List.of(12, 9), activation, extras, Optional.empty()));
                    }
                }
            }
        }
        specs.add(listed(
                new OutputSpec.LastLayer(),
                new LayerSpec.LayerNorm(Activation.TANH),
                new LayerSpec.Dense(7, Activation.SILU, true),
                new LayerSpec.LayerNorm(Activation.IDENTITY),
                new LayerSpec.Dense(OUT, Activation.TANH, false)));
        specs.add(listed(
                new OutputSpec.LastLayer(),
                new LayerSpec.Dense(OUT, Activation.SOFTPLUS, false),
                new LayerSpec.LayerNorm(Activation.SIGMOID),
                new LayerSpec.Dropout(0.25)));
        return specs.stream();
    }

    private static NetworkSpec listed(OutputSpec output, LayerSpec... layers) {
        return new NetworkSpec(Optional.empty(), List.of(layers), output, Optional.empty());
    }

    @ParameterizedTest
    @MethodSource("specs")
    void gradientsAreThoseOfCentralDifferences(NetworkSpec spec) {
        check(Device.CPU, spec);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void gradientsOnADeviceAreThoseOfCentralDifferences(NetworkSpec spec) {
        check(TestDevice.get(), spec);
    }

    private static void check(Device device, NetworkSpec spec) {
        MlpLayout layout = new MlpLayout(IN, spec, OUT);
        int seed = 0;
        while (!checked(device, layout, seed)) {
            seed++;
            assertTrue(seed < 50, "no rows away from kinks");
        }
    }

    /** False if a unit is so near to a kink that a difference would cross it. */
    private static boolean checked(Device device, MlpLayout layout, int seed) {
        try (Network network = device.stack(layout.shape(), 1)) {
            RandomStream random = RandomStream.named(seed, "network");
            network.initialize(0, new Initializer.Orthogonal(1.3, 1), random);
            RandomStream noise = RandomStream.named(seed, "noise");
            float[] parameters = network.parameters();
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] += (float) (0.3 * noise.nextGaussian());
            }
            network.parametersChanged();
            RandomStream masks = RandomStream.of(random.state());
            float[] x = normal(noise, BATCH * IN);
            float[] v = normal(noise, BATCH * IN);
            float[] w = normal(noise, BATCH * OUT);
            float[] output = network.forward(x, BATCH);
            ReferenceMlp reference = new ReferenceMlp(layout, doubles(parameters));
            takeVectors(layout, network, reference);
            drawMasks(layout, masks, reference);
            double[] dx = doubles(x);
            double[] dv = doubles(v);
            double[] dw = doubles(w);
            ReferenceMlp.Result result = reference.run(dx, dv, dw, BATCH);
            if (result.hidden().stream()
                    .anyMatch(unit -> Math.abs(unit.value()) < 1e-4 * (1 + Math.abs(unit.tangent())))) {
                return false;
            }
            assertNear(result.output(), output, "output");
            DoubleSupplier objective =
                    () -> dot(dw, reference.run(dx, dv, dw, BATCH).output());
            assertNear(quotients(dx, objective), network.backwardToInput(w), "input gradient");
            assertNear(quotients(reference.parameters, objective), network.gradients(), "gradient");
            network.zeroGradients();
            network.directionalBackward(v, w);
            DoubleSupplier tangent =
                    () -> dot(dw, reference.run(dx, dv, dw, BATCH).outputTangent());
            assertNear(quotients(reference.parameters, tangent), network.gradients(), "directional gradient");
            return true;
        }
    }

    /** The singular vectors that the forward pass used. */
    private static void takeVectors(MlpLayout layout, Network network, ReferenceMlp reference) {
        StateWriter state = new StateWriter();
        network.save(0, state);
        int norm = 0;
        for (int l = 0; l < layout.layers(); l++) {
            if (layout.stage(l).spectral()) {
                StateReader vectors = state.reader().under("spectral-norm-" + norm++);
                reference.u[l] = vectors.doubles("u", layout.width(l + 1));
                reference.v[l] = vectors.doubles("v", layout.width(l));
            }
        }
    }

    /** Row by row, stage after stage. */
    private static void drawMasks(MlpLayout layout, RandomStream random, ReferenceMlp reference) {
        for (int l = 0; l < layout.layers(); l++) {
            double rate = layout.stage(l).dropout();
            if (rate > 0) {
                reference.masks[l] = new double[BATCH * layout.width(l + 1)];
                for (int i = 0; i < reference.masks[l].length; i++) {
                    reference.masks[l][i] = random.nextDouble() < rate ? 0 : 1 / (1 - rate);
                }
            }
        }
    }

    private static float[] normal(RandomStream random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double[] doubles(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i];
        }
        return result;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] quotients(double[] x, DoubleSupplier value) {
        double[] result = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double at = x[i];
            x[i] = at + STEP;
            double ahead = value.getAsDouble();
            x[i] = at - STEP;
            double behind = value.getAsDouble();
            x[i] = at;
            result[i] = (ahead - behind) / (2 * STEP);
        }
        return result;
    }

    private static void assertNear(double[] expected, float[] actual, String what) {
        double distance = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            distance += (expected[i] - actual[i]) * (expected[i] - actual[i]);
            norm += expected[i] * expected[i];
        }
        double relative = norm == 0 ? Math.sqrt(distance) : Math.sqrt(distance / norm);
        assertTrue(relative <= TOLERANCE, what + " is off by " + relative);
    }
}
