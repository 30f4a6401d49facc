package keel.training.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import keel.training.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against PyTorch's float64 values, made by {@code benchmarks/peers/optimizer_reference.py}. */
class OptimizerReferenceTest {
    private static final JsonNode REFERENCE = Reference.read("optimizer-reference.json");

    static Stream<String> cases() {
        List<String> names = new ArrayList<>();
        REFERENCE.get("cases").fieldNames().forEachRemaining(names::add);
        return names.stream();
    }

    private static OptimizerSpec spec(String type, JsonNode constants) {
        double decay = constants.get("weight-decay").doubleValue();
        if (type.equals("sgd")) {
            return new SgdSpec(
                    constants.get("momentum").doubleValue(),
                    constants.get("nesterov").booleanValue(),
                    decay);
        }
        double epsilon = constants.get("epsilon").doubleValue();
        if (type.equals("rmsprop")) {
            return new RmsPropSpec(
                    constants.get("alpha").doubleValue(),
                    epsilon,
                    constants.get("centered").booleanValue(),
                    constants.get("momentum").doubleValue(),
                    decay);
        }
        double beta1 = constants.get("beta1").doubleValue();
        double beta2 = constants.get("beta2").doubleValue();
        return switch (type) {
            case "adam" -> new AdamSpec(beta1, beta2, epsilon, decay);
            case "amsgrad" -> new AmsGradSpec(beta1, beta2, epsilon, decay);
            case "adamw" -> new AdamWSpec(beta1, beta2, epsilon, decay);
            default -> throw new IllegalArgumentException(type);
        };
    }

    /**
     * A float step rounds the step and the parameter by at most 2⁻²⁴ of their size a few times, so the errors of a parameter
     * add up to a few 2⁻²⁴ of the way it went and the places it was; momentum carries a step's error on, at most 1 / (1 - μ) =
     * 20 times at the largest μ here, 0.95. Two roundings a step suffice.
     */
    @ParameterizedTest
    @MethodSource("cases")
    void followsPyTorchWhileRatesAndMomentaChange(String name) {
        JsonNode torch = REFERENCE.get("cases").get(name);
        double[] rates = Reference.numbers(REFERENCE.get("rates"));
        float[] parameters = floats(REFERENCE.get("initial"));
        double[] last = Reference.numbers(REFERENCE.get("initial"));
        double[] way = new double[last.length];
        Optimizer optimizer = Optimizer.create(
                List.of(spec(torch.get("type").textValue(), torch.get("constants"))), parameters.length);
        for (int step = 0; step < rates.length; step++) {
            OptionalDouble momentum = torch.has("momenta")
                    ? OptionalDouble.of(torch.get("momenta").get(step).doubleValue())
                    : OptionalDouble.empty();
            optimizer.step(
                    0,
                    parameters,
                    floats(REFERENCE.get("gradients").get(step)),
                    new StepSize(rates[step], momentum, LayerMultipliers.NONE));
            double[] theirs = Reference.numbers(torch.get("parameters").get(step));
            for (int i = 0; i < theirs.length; i++) {
                way[i] += Math.abs(theirs[i]) + 20 * Math.abs(theirs[i] - last[i]);
                assertEquals(
                        theirs[i],
                        parameters[i],
                        2 * 0x1p-24 * way[i],
                        "%s, step %d, parameter %d".formatted(name, step, i));
            }
            last = theirs;
        }
        assertEquals(40, rates.length);
    }

    @Test
    void thereIsACaseForEveryKindThatPyTorchHas() {
        assertEquals(20, cases().count());
        assertEquals(
                List.of("adam", "adamw", "amsgrad", "rmsprop", "sgd"),
                cases().map(name -> REFERENCE.get("cases").get(name).get("type").textValue())
                        .distinct()
                        .sorted()
                        .toList());
        assertEquals("2.15.0", REFERENCE.get("torch").textValue());
    }

    static Stream<JsonNode> clippings() {
        return StreamSupport.stream(REFERENCE.get("clippings").spliterator(), false);
    }

    /** PyTorch divides by the norm plus 1e-6, which is at most 1e-6 / 2.7 of these gradients; floats add 2⁻²⁴ twice. */
    @ParameterizedTest
    @MethodSource("clippings")
    void clipsAsPyTorchDoes(JsonNode clipping) {
        GradientClipping bounds =
                new GradientClipping(bound(clipping, "max-gradient-value"), bound(clipping, "max-gradient-norm"));
        float[] gradient = floats(clipping.get("gradient"));
        double before = EuclideanNorm.of(gradient, 0, gradient.length);
        double after = bounds.apply(gradient, 0, gradient.length, before);
        double[] theirs = Reference.numbers(clipping.get("clipped"));
        double sum = 0;
        for (int i = 0; i < theirs.length; i++) {
            assertEquals(theirs[i], gradient[i], Math.abs(theirs[i]) * (1e-6 / 2.7 + 0x1p-23), "component " + i);
            sum += theirs[i] * theirs[i];
        }
        assertEquals(Math.sqrt(sum), after, after * 1e-6);
        assertTrue(after <= before);
    }

    private static Optional<Double> bound(JsonNode clipping, String name) {
        return clipping.has(name) ? Optional.of(clipping.get(name).doubleValue()) : Optional.empty();
    }

    private static float[] floats(JsonNode array) {
        double[] numbers = Reference.numbers(array);
        float[] result = new float[numbers.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) numbers[i];
        }
        return result;
    }
}
