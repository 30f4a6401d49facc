package keel.training.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import keel.training.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Constants that cannot be right are refused with what is wrong, why, and the fix. */
class OptimizerConstantsTest {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;

    private static Arguments refused(String what, String fix, Executable create) {
        return Arguments.of(what, fix, create);
    }

    static Stream<Arguments> faults() {
        String usual = "The usual value is";
        return Stream.of(
                refused("adam: beta1 is 1.0", usual, () -> new AdamSpec(1, 0.9, 1e-8)),
                refused("adam: beta1 is -0.1", usual, () -> new AdamSpec(-0.1, 0.9, 1e-8)),
                refused("adam: beta2 is NaN", usual, () -> new AdamSpec(0.9, NAN, 1e-8)),
                refused("adam: epsilon is 0.0", usual, () -> new AdamSpec(0.9, 0.999, 0)),
                refused("adam: epsilon is NaN", usual, () -> new AdamSpec(0.9, 0.999, NAN)),
                refused("adam: epsilon is Infinity", usual, () -> new AdamSpec(0.9, 0.999, INF)),
                // Rounds to 0 in the arithmetic, where 0 / 0 would follow.
                refused("adam: epsilon is 1.0E-60", usual, () -> new AdamSpec(0.9, 0.999, 1e-60)),
                refused("adam: weight-decay is -1.0", "Use 0", () -> new AdamSpec(0.9, 0.999, 1e-8, -1)),
                refused("amsgrad: beta2 is 1.0", usual, () -> new AmsGradSpec(0.9, 1, 1e-8, 0)),
                refused("amsgrad: weight-decay is NaN", "Use 0", () -> new AmsGradSpec(0.9, 0.9, 1e-8, NAN)),
                refused("adamw: beta1 is NaN", usual, () -> new AdamWSpec(NAN, 0.9, 1e-8, 0)),
                refused("adamw: weight-decay is Infinity", "Use 0", () -> new AdamWSpec(0.9, 0.9, 1e-8, INF)),
                refused("optimistic-adam: beta1 is 1.5", usual, () -> new OptimisticAdamSpec(1.5, 0.9, 1e-8)),
                refused("optimistic-adam: epsilon is -1.0", usual, () -> new OptimisticAdamSpec(0.5, 0.9, -1)),
                refused("sgd: momentum is 1.0", "usual value is 0.9", () -> new SgdSpec(1, false, 0)),
                refused("sgd: momentum is -1.0", "Use 0 for none", () -> new SgdSpec(-1, false, 0)),
                refused("sgd: momentum is NaN", "Use 0 for none", () -> new SgdSpec(NAN, false, 0)),
                refused(
                        "sgd: nesterov needs a momentum > 0 but it is 0.0",
                        "Set momentum",
                        () -> new SgdSpec(0, true, 0)),
                refused(
                        "sgd: nesterov needs a momentum > 0 but it is -0.5",
                        "nesterov: false",
                        () -> new SgdSpec(-0.5, true, 0)),
                refused("sgd: weight-decay is -0.1", "Use 0", () -> new SgdSpec(0, false, -0.1)),
                refused("rmsprop: alpha is 1.0", "0.99", () -> new RmsPropSpec(1, 1e-8, false, 0, 0)),
                refused("rmsprop: epsilon is 0.0", usual, () -> new RmsPropSpec(0.9, 0, false, 0, 0)),
                refused(
                        "rmsprop: momentum is -0.5",
                        "Use 0 for none",
                        () -> new RmsPropSpec(0.9, 1e-8, false, -0.5, 0)),
                refused("rmsprop: weight-decay is NaN", "Use 0", () -> new RmsPropSpec(0.9, 1e-8, false, 0, NAN)),
                refused(
                        "lookahead: every is 0",
                        "usual value is 5",
                        () -> new LookaheadSpec(0, 0.5, false, AdamSpec.DEFAULT)),
                refused(
                        "lookahead: alpha is 0.0",
                        "usual value is 0.5",
                        () -> new LookaheadSpec(5, 0, false, AdamSpec.DEFAULT)),
                refused(
                        "lookahead: alpha is 1.1",
                        "usual value is 0.5",
                        () -> new LookaheadSpec(5, 1.1, false, AdamSpec.DEFAULT)),
                refused(
                        "lookahead: alpha is NaN",
                        "usual value is 0.5",
                        () -> new LookaheadSpec(5, NAN, false, AdamSpec.DEFAULT)),
                refused(
                        "extragradient over optimistic-adam",
                        "optimistic-adam alone",
                        () -> new ExtragradientSpec(new OptimisticAdamSpec(0.5, 0.9, 1e-8))),
                refused(
                        "extragradient over optimistic-sgd",
                        "over sgd or adam",
                        () -> new ExtragradientSpec(new OptimisticSgdSpec())),
                refused("rate is 0.0", "make no step", () -> StepSize.of(0)),
                refused("rate is -1.0", "finite rate > 0", () -> StepSize.of(-1)),
                refused("rate is NaN", "finite rate > 0", () -> StepSize.of(NAN)),
                refused("rate is Infinity", "finite rate > 0", () -> StepSize.of(INF)),
                refused(
                        "momentum is 1.0",
                        "Usual values",
                        () -> new StepSize(1, OptionalDouble.of(1), LayerMultipliers.NONE)),
                refused(
                        "momentum is NaN",
                        "Usual values",
                        () -> new StepSize(1, OptionalDouble.of(NAN), LayerMultipliers.NONE)),
                refused(
                        "1 multipliers for 2 layers",
                        "keeps its rate a 1",
                        () -> LayerMultipliers.of(new int[] {1, 2}, new double[] {1})),
                refused(
                        "layer 1 ends at parameter 3",
                        "index after",
                        () -> LayerMultipliers.of(new int[] {3, 3}, new double[] {1, 0})),
                refused(
                        "layer 0 ends at parameter 0",
                        "index after",
                        () -> LayerMultipliers.of(new int[] {0}, new double[] {1})),
                refused(
                        "layer 1 is -1.0",
                        "Use 0 to freeze",
                        () -> LayerMultipliers.of(new int[] {3, 4}, new double[] {1, -1})),
                refused(
                        "layer 0 is NaN",
                        "Use 0 to freeze",
                        () -> LayerMultipliers.of(new int[] {3}, new double[] {NAN})));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void constantsThatCannotBeRightAreRefused(String what, String fix, Executable create) {
        String message = assertThrows(InvalidConfigException.class, create).getMessage();
        assertTrue(message.contains(what) && message.contains(fix), message);
    }

    @Test
    void multipliersForAnotherNetworkAreRefusedBeforeAnythingMoves() {
        Optimizer sgd = Optimizer.create(List.of(new SgdSpec(0, false, 0)), 3);
        float[] parameters = {1, 2, 3};
        StepSize size =
                new StepSize(1, OptionalDouble.empty(), LayerMultipliers.of(new int[] {1, 2}, new double[] {1, 0.5}));
        String message = assertThrows(
                        InvalidConfigException.class, () -> sgd.step(0, parameters, new float[] {1, 1, 1}, size))
                .getMessage();
        assertTrue(message.contains("ends at parameter 2, but the network has 3 parameters"), message);
        assertEquals(1, parameters[0]);
    }

    @Test
    void layersOfMultiplierOneAreNoMultipliersAtAll() {
        assertSame(LayerMultipliers.NONE, LayerMultipliers.of(new int[] {3, 9}, new double[] {1, 1}));
        assertSame(LayerMultipliers.NONE, LayerMultipliers.of(new int[0], new double[0]));
        LayerMultipliers joined = LayerMultipliers.of(new int[] {3, 9, 12}, new double[] {2, 2, 0});
        assertEquals(2, joined.segments());
        assertEquals(9, joined.end(0, 12));
        assertEquals(0, joined.multiplier(1));
    }

    @Test
    void typesAreTheNamesOfConfigurationFiles() {
        assertEquals(
                List.of("sgd", "rmsprop", "adam", "amsgrad", "adamw", "optimistic-adam", "optimistic-sgd"),
                Stream.of(
                                new SgdSpec(0, false, 0),
                                new RmsPropSpec(0.9, 1e-8, false, 0, 0),
                                AdamSpec.DEFAULT,
                                new AmsGradSpec(0.9, 0.9, 1e-8, 0),
                                new AdamWSpec(0.9, 0.9, 1e-8, 0),
                                new OptimisticAdamSpec(0.9, 0.9, 1e-8),
                                new OptimisticSgdSpec())
                        .map(OptimizerSpec::type)
                        .toList());
    }
}
