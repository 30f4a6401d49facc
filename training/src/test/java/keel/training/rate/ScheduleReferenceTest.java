package keel.training.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import keel.training.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The curves of other libraries. Most are compared whole; some also in stretches, where one of theirs is of another of our kinds
 * for a while.
 */
class ScheduleReferenceTest {
    private static final JsonNode SCHEDULES =
            Reference.read("schedules-reference.json").get("schedules");
    private static final int LAST = 200;

    /** Column {@code column} of their updates {@code from} to {@code to} is ours at 0, 1, ... */
    record Stretch(String entry, String column, RateSchedule ours, int from, int to) {}

    private static Stretch all(String entry, RateSchedule ours) {
        return new Stretch(entry, "values", ours, 0, LAST);
    }

    private static Stretch momentum(String entry, RateSchedule ours) {
        return new Stretch(entry, "momentum", ours, 0, LAST);
    }

    private static Stretch part(String entry, RateSchedule ours, int from, int to) {
        return new Stretch(entry, "values", ours, from, to);
    }

    static Stream<Stretch> stretches() {
        return Stream.of(plain(), cycles(), oneCycles(), joined(), momenta()).flatMap(s -> s);
    }

    private static Stream<Stretch> plain() {
        return Stream.of(
                part("torch.ConstantLR", new Constant(0.025), 0, 19),
                part("torch.ConstantLR", new Constant(0.1), 20, LAST),
                all("torch.ConstantLR", new Piecewise(List.of(0L, 20L), List.of(0.025, 0.1), Curve.HOLD)),
                all("torch.LinearLR", new Linear(0.01, 0.1, 50)),
                all("torch.LinearLR_decay", new Linear(0.1, 0, 200)),
                all("torch.LinearLR_decay", new Triangular(0, 0.1, 400, 200)),
                all("lr_range_test_linear", new Linear(1e-5, 1, 200)),
                all("lr_range_test_linear", new Triangular(1e-5, 1, 400, 0)),
                all("lr_range_test_exp", new Geometric(1e-7, 10, 200)),
                all("torch.StepLR", new Step(0.1, 0.5, 30)),
                all("dl4j.StepSchedule", new Step(0.1, 0.5, 30)),
                all("torch.MultiStepLR", new MultiStep(0.1, 0.1, List.of(40L, 80L, 160L))),
                all("torch.ExponentialLR", new Exponential(0.1, 0.98)),
                all("torch.MultiplicativeLR", new Exponential(1, 0.97)),
                all("dl4j.ExponentialSchedule", new Exponential(0.1, 0.98)),
                all("torch.PolynomialLR_p1", new Polynomial(0.1, 0, 150, 1, false)),
                all("torch.PolynomialLR_p2", new Polynomial(0.1, 0, 150, 2, false)),
                all("keras.PolynomialDecay_cycle", new Polynomial(0.1, 0.001, 60, 1, true)),
                all("torch.CosineAnnealingLR_full", new Cosine(0.1, 0, 200)),
                // Torch rises again from update 100 on; ours stays low.
                part("torch.CosineAnnealingLR", new Cosine(0.1, 0.001, 100), 0, 100),
                all("optax.cosine_decay", new Cosine(0.1, 0.001, 150)),
                all("keras.InverseTimeDecay", new InverseTime(0.1, 0.5 / 20, 1)),
                all("dl4j.InverseSchedule", new InverseTime(0.1, 0.05, 0.75)),
                all("dl4j.SigmoidSchedule", new Sigmoid(0.1, 0, 100, 20)),
                all("dl4j.RampSchedule_Fixed", new PhaseShift(1, new Linear(0, 0.1, 20))),
                all("noam", new Noam(1, 512, 40)),
                all("noam", new InverseSquareRoot(1 / Math.sqrt(512 * 40), 40, 1)),
                all("hf.inverse_sqrt", new InverseSquareRoot(0.1, 20, 0)),
                all(
                        "optax.piecewise_constant",
                        new Piecewise(List.of(0L, 50L, 120L), List.of(0.1, 0.05, 0.005), Curve.HOLD)),
                // Keras holds a value up to the boundary and including it.
                all(
                        "keras.PiecewiseConstantDecay",
                        new Piecewise(List.of(0L, 51L, 121L), List.of(0.1, 0.05, 0.005), Curve.HOLD)));
    }

    private static Stream<Stretch> cycles() {
        return Stream.of(
                all("torch.CosineAnnealingWarmRestarts_T20x1", new CosineRestarts(0.1, 0.001, 20, 1, 0)),
                all("torch.CosineAnnealingWarmRestarts_T20x2", new CosineRestarts(0.1, 0.001, 20, 2, 0)),
                // The same curve entered in its third cycle.
                part("torch.CosineAnnealingWarmRestarts_T20x2", new CosineRestarts(0.1, 0.001, 20, 2, 65), 65, LAST),
                all("timm.Cosine_mul2", new CosineRestarts(0.1, 0, 30, 2, 0.8, OptionalLong.of(3), 0)),
                all("keras.CosineDecayRestarts", new CosineRestarts(0.1, 0.001, 30, 2, 0.8, OptionalLong.empty(), 0)),
                all("torch.CyclicLR_triangular", new Triangular(0.001, 0.1, 50, 0.4, 0)),
                part("torch.CyclicLR_triangular", new Triangular(0.001, 0.1, 40, 0), 0, 20),
                part("torch.CyclicLR_triangular", new Triangular(0.001, 0.1, 60, 30), 20, 50),
                part("torch.CyclicLR_triangular", new Triangular(0.001, 0.1, 40, 0), 150, 170),
                all("torch.CyclicLR_triangular2", new Triangular2(0.001, 0.1, 50, 0.4, 0)),
                part("torch.CyclicLR_triangular2", new Triangular2(0.001, 0.1, 50, 0.4, 70), 70, LAST),
                all("torch.CyclicLR_exp_range", new ExpRange(0.001, 0.1, 50, 0.99, 0.4, 0)),
                part("torch.CyclicLR_exp_range", new ExpRange(0.001, 0.1, 50, 0.99, 0.4, 70), 70, LAST));
    }

    private static Stream<Stretch> oneCycles() {
        // Torch puts the peak at share * total - 1 and the end at total - 1, with 201 in total.
        double rise = (0.3 * 201 - 1) / 200;
        return Stream.of(
                all("torch.OneCycleLR_cos", new OneCycle(0.1, 200, rise, 25, 1e4, Curve.COSINE, false)),
                all("torch.OneCycleLR_linear", new OneCycle(0.1, 200, rise, 25, 1e4, Curve.LINEAR, false)),
                all("torch.OneCycleLR_three_phase_cos", new OneCycle(0.1, 200, rise, 25, 1e4, Curve.COSINE, true)),
                all(
                        "torch.OneCycleLR_adam",
                        new OneCycle(0.01, 200, (0.25 * 201 - 1) / 200, 25, 1e4, Curve.COSINE, false)),
                all("optax.cosine_onecycle", new OneCycle(0.1, 200, 0.3, 25, 1e4, Curve.COSINE, false)),
                all(
                        "optax.linear_onecycle",
                        new Piecewise(
                                List.of(0L, 60L, 170L, 200L), List.of(0.004, 0.1, 0.004, 0.004 / 1e4), Curve.LINEAR)),
                // Their final divisor is of the peak, ours of the start.
                all("fastai.fit_one_cycle", new OneCycle(0.1, 200, 0.25, 25, 1e5 / 25, Curve.COSINE, false)));
    }

    private static Stream<Stretch> joined() {
        RateSchedule toPeak = new Linear(1e-4, 0.1, 10);
        RateSchedule halving = new Exponential(0.1, 0.5, 30);
        return Stream.of(
                all("torch.SequentialLR_warmup_cosine", new WarmUp(20, 0.01, new Cosine(0.1, 0, 180))),
                all(
                        "torch.ChainedScheduler_const_x_exp",
                        new Product(List.of(
                                new Exponential(0.1, 0.98),
                                new Piecewise(List.of(0L, 20L), List.of(0.1, 1.0), Curve.HOLD)))),
                all(
                        "timm.Cosine",
                        new WarmUp(
                                10,
                                1e-4,
                                new Sequence(
                                        List.of(
                                                new Cosine(0.1, 0.001, 60),
                                                new Cosine(0.05, 0.001, 60),
                                                new Cosine(0.025, 0.001, 60)),
                                        List.of(60L, 60L)))),
                all(
                        "timm.Cosine_noprefix_k2",
                        new Sequence(
                                List.of(toPeak, new PhaseShift(10, new Cosine(0.1, 0.001, 200, 2))), List.of(10L))),
                all("timm.Tanh", new Sequence(List.of(toPeak, new Tanh(0.1, 1e-4, 180, -6, 4)), List.of(10L))),
                all("timm.Poly", new WarmUp(10, 1e-4, new Polynomial(0.1, 1e-4, 180, 0.5, false))),
                all("timm.Step", new WarmUp(5, 1e-4, new Step(0.1, 0.7, 25))),
                all("timm.MultiStep", new WarmUp(5, 1e-4, new MultiStep(0.1, 0.1, List.of(49L, 99L)))),
                all(
                        "optax.polynomial",
                        new Sequence(
                                List.of(new Constant(0.1), new Polynomial(0.1, 0.001, 120, 2, false)), List.of(20L))),
                all(
                        "optax.exponential_decay",
                        new Sequence(
                                List.of(new Constant(0.1), new Clamp(0.005, OptionalDouble.empty(), halving)),
                                List.of(10L))),
                all(
                        "optax.exponential_decay_stair",
                        new Sequence(List.of(new Constant(0.1), new Step(0.1, 0.5, 30)), List.of(10L))),
                all("optax.warmup_cosine", new WarmUp(20, 0, new Cosine(0.1, 0.001, 160))),
                all(
                        "optax.warmup_exponential",
                        new WarmUp(20, 0, new Sequence(List.of(new Constant(0.1), halving), List.of(10L)))),
                all(
                        "optax.sgdr",
                        new Sequence(
                                List.of(
                                        new WarmUp(10, 0, new Cosine(0.1, 0.001, 50)),
                                        new WarmUp(10, 0.001, new Cosine(0.05, 0, 120))),
                                List.of(60L))),
                all("hf.linear", new WarmUp(20, 0, new Linear(0.1, 0, 180))),
                all("hf.cosine", new WarmUp(20, 0, new Cosine(0.1, 0, 180))),
                all(
                        "hf.cosine_restarts",
                        new WarmUp(20, 0, new CosineRestarts(0.1, 0, 60, 1, 1, OptionalLong.of(3), 0))),
                all("hf.polynomial", new WarmUp(20, 0, new Polynomial(0.1, 1e-5, 160, 2, false))),
                all("hf.wsd_cosine", new WarmUpStableDecay(0.1, 20, 120, 40, 0, 0, Curve.COSINE)),
                all("hf.wsd_linear", new WarmUpStableDecay(0.1, 20, 120, 40, 0.01, 0.01, Curve.LINEAR)),
                all("hf.wsd_1-sqrt", new WarmUpStableDecay(0.1, 20, 120, 40, 0, 0, Curve.SQUARE_ROOT)),
                all("keras.CosineDecay_warmup", new WarmUp(20, 0.001, new Cosine(0.1, 0.001, 150))));
    }

    private static Stream<Stretch> momenta() {
        // Where their total of 201 updates puts the peak between two of ours, the same cycle upside down.
        double rise = (0.3 * 201 - 1) / 200;
        return Stream.of(
                momentum("torch.CyclicLR_triangular", new Triangular(0.8, 0.9, 50, 0.6, 30)),
                momentum("torch.CyclicLR_triangular", new Mirror(new Triangular(0.8, 0.9, 50, 0.4, 0))),
                momentum("torch.CyclicLR_triangular2", new Mirror(new Triangular2(0.8, 0.9, 50, 0.4, 0))),
                momentum("torch.CyclicLR_exp_range", new Mirror(new ExpRange(0.8, 0.9, 50, 0.99, 0.4, 0))),
                momentum("torch.OneCycleLR_cos", fallAndRise(rise, Curve.COSINE, false)),
                momentum("torch.OneCycleLR_linear", fallAndRise(rise, Curve.LINEAR, false)),
                momentum("torch.OneCycleLR_three_phase_cos", fallAndRise(rise, Curve.COSINE, true)),
                momentum("torch.OneCycleLR_adam", fallAndRise((0.25 * 201 - 1) / 200, Curve.COSINE, false)),
                momentum(
                        "fastai.fit_one_cycle",
                        new Piecewise(List.of(0L, 50L, 200L), List.of(0.95, 0.85, 0.95), Curve.COSINE)));
    }

    private static RateSchedule fallAndRise(double rise, Curve curve, boolean threePhase) {
        return new Mirror(new OneCycle(0.95, 200, rise, 0.95 / 0.85, 1, curve, threePhase));
    }

    @ParameterizedTest
    @MethodSource("stretches")
    void reproducesTheReference(Stretch stretch) {
        double[] theirs = Reference.numbers(SCHEDULES.get(stretch.entry()).get(stretch.column()));
        // Keras computes in single precision.
        double tolerance = stretch.entry().startsWith("keras.") ? 1e-6 : 1e-12;
        assertTrue(stretch.to() < theirs.length);
        for (int update = stretch.from(); update <= stretch.to(); update++) {
            assertEquals(theirs[update], stretch.ours().at(update - stretch.from()), tolerance, "update " + update);
        }
    }

    static Stream<Arguments> plateaus() {
        return Stream.of(
                Arguments.of(
                        "torch.ReduceLROnPlateau_min_rel",
                        new ReduceOnPlateau(
                                "m",
                                new Plateau(Plateau.Mode.MIN, 5, 0.01, Plateau.ThresholdMode.REL, 3),
                                0.5,
                                0.001,
                                1e-8)),
                Arguments.of(
                        "torch.ReduceLROnPlateau_min_abs",
                        new ReduceOnPlateau(
                                "m",
                                new Plateau(Plateau.Mode.MIN, 10, 1e-4, Plateau.ThresholdMode.ABS, 0),
                                0.1,
                                0,
                                1e-8)),
                Arguments.of(
                        "torch.ReduceLROnPlateau_max_rel",
                        new ReduceOnPlateau(
                                "m",
                                new Plateau(Plateau.Mode.MAX, 8, 0.001, Plateau.ThresholdMode.REL, 2),
                                0.5,
                                0,
                                1e-8)));
    }

    @ParameterizedTest
    @MethodSource("plateaus")
    void reproducesTheReferenceUnderAPlateauRule(String entry, ReduceOnPlateau controller) {
        double[] theirs = Reference.numbers(SCHEDULES.get(entry).get("values"));
        double[] metric = Reference.numbers(SCHEDULES.get(entry).get("metric"));
        AppliedRate ours = new NetworkRate(
                        new Constant(0.1), Optional.empty(), Optional.of(controller), Optional.empty(), List.of())
                .start();
        for (int update = 0; update <= LAST; update++) {
            assertEquals(theirs[update], ours.at(update), 1e-12, "update " + update);
            if (update < LAST) {
                ours.observe("m", metric[update]);
            }
        }
    }

    /** Curves that no schedule here draws, and why none should. */
    private static final Map<String, String> WITHOUT_COUNTERPART = Map.of(
            "dl4j.PolySchedule",
            "defective: computes (1 + u / max)^power, so that a decay grows and then drops to 0",
            "dl4j.CycleSchedule",
            "defective: its last phase decays from the initial rate by 0.1 an update, down to 1e-11, in every cycle");

    @Test
    void everyEntryIsComparedOrKnownToHaveNoCounterpart() {
        Set<String> all = new TreeSet<>();
        SCHEDULES.fieldNames().forEachRemaining(all::add);
        List<String> accounted = new ArrayList<>();
        stretches()
                .filter(stretch -> stretch.column().equals("values"))
                .map(Stretch::entry)
                .distinct()
                .forEach(accounted::add);
        plateaus().forEach(plateau -> accounted.add((String) plateau.get()[0]));
        accounted.addAll(WITHOUT_COUNTERPART.keySet());

        assertEquals(all, new TreeSet<>(accounted));
        assertEquals(all.size(), accounted.size(), "an entry is both compared and skipped");
        assertEquals(66, all.size());
    }

    @Test
    void everyMomentumIsCompared() {
        Set<String> all = new TreeSet<>();
        SCHEDULES.properties().forEach(entry -> {
            if (entry.getValue().has("momentum")) {
                all.add(entry.getKey());
            }
        });
        assertEquals(all, momenta().map(Stretch::entry).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void onlyTorchsCosineIsComparedInPart() {
        Set<String> whole = stretches()
                .filter(stretch -> stretch.from() == 0 && stretch.to() == LAST)
                .map(Stretch::entry)
                .collect(Collectors.toSet());
        assertEquals(
                Set.of("torch.CosineAnnealingLR"),
                stretches()
                        .map(Stretch::entry)
                        .filter(entry -> !whole.contains(entry))
                        .collect(Collectors.toSet()));
    }

    @Test
    void toleranceTellsDecaysApartThatDifferInTheNinthDigit() {
        // Guards the comparison itself: a wrong schedule must be visible at its tolerance.
        double[] theirs = Reference.numbers(SCHEDULES.get("torch.ExponentialLR").get("values"));
        Set<Integer> off = Stream.iterate(0, i -> i + 1)
                .limit(theirs.length)
                .filter(i -> Math.abs(theirs[i] - new Exponential(0.1, 0.98 + 1e-9).at(i)) > 1e-12)
                .collect(Collectors.toSet());
        assertTrue(off.size() > LAST - 10, () -> "only " + off.size() + " of 201 values tell 0.98 from 0.980000001");
    }
}
