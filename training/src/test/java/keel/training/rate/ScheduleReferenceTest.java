package keel.training.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import keel.training.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The curves of other libraries. Where one of theirs is of our kind for a stretch only, that stretch is compared: a symmetric
 * triangle whose half period is theirs, for the two sides of a lopsided one.
 */
class ScheduleReferenceTest {
    private static final JsonNode SCHEDULES =
            Reference.read("schedules-reference.json").get("schedules");
    private static final int LAST = 200;

    /** Their update {@code from + i} is ours at i, up to their update {@code to}. */
    record Stretch(String entry, RateSchedule ours, int from, int to) {}

    static Stream<Stretch> stretches() {
        return Stream.of(
                new Stretch("torch.ConstantLR", new Constant(0.025), 0, 19),
                new Stretch("torch.ConstantLR", new Constant(0.1), 20, LAST),
                new Stretch("torch.ExponentialLR", new Exponential(0.1, 0.98), 0, LAST),
                new Stretch("torch.MultiplicativeLR", new Exponential(1, 0.97), 0, LAST),
                new Stretch("dl4j.ExponentialSchedule", new Exponential(0.1, 0.98), 0, LAST),
                new Stretch("torch.CosineAnnealingLR_full", new Cosine(0.1, 0, 200), 0, LAST),
                // Torch rises again from update 100 on; ours stays low.
                new Stretch("torch.CosineAnnealingLR", new Cosine(0.1, 0.001, 100), 0, 100),
                new Stretch("optax.cosine_decay", new Cosine(0.1, 0.001, 150), 0, LAST),
                new Stretch(
                        "torch.CosineAnnealingWarmRestarts_T20x1", new CosineRestarts(0.1, 0.001, 20, 1, 0), 0, LAST),
                new Stretch(
                        "torch.CosineAnnealingWarmRestarts_T20x2", new CosineRestarts(0.1, 0.001, 20, 2, 0), 0, LAST),
                // The same curve entered in its third cycle.
                new Stretch(
                        "torch.CosineAnnealingWarmRestarts_T20x2", new CosineRestarts(0.1, 0.001, 20, 2, 65), 65, LAST),
                new Stretch("torch.CyclicLR_triangular", new Triangular(0.001, 0.1, 40, 0), 0, 20),
                new Stretch("torch.CyclicLR_triangular", new Triangular(0.001, 0.1, 60, 30), 20, 50),
                new Stretch("torch.CyclicLR_triangular", new Triangular(0.001, 0.1, 40, 0), 150, 170),
                new Stretch("torch.LinearLR_decay", new Triangular(0, 0.1, 400, 200), 0, LAST),
                new Stretch("lr_range_test_linear", new Triangular(1e-5, 1, 400, 0), 0, LAST));
    }

    @ParameterizedTest
    @MethodSource("stretches")
    void reproducesTheReference(Stretch stretch) {
        double[] theirs = Reference.numbers(SCHEDULES.get(stretch.entry()).get("values"));
        assertTrue(stretch.to() < theirs.length);
        for (int update = stretch.from(); update <= stretch.to(); update++) {
            assertEquals(theirs[update], stretch.ours().at(update - stretch.from()), 1e-12, "update " + update);
        }
    }

    /** Curves that none of the five schedules can draw, by the reason. A schedule that gains one of these moves it up. */
    private static final List<Set<String>> WITHOUT_COUNTERPART = List.of(
            // Straight lines, polynomials and inverse powers that end or go on at a level of their own.
            Set.of(
                    "torch.LinearLR",
                    "torch.PolynomialLR_p1",
                    "torch.PolynomialLR_p2",
                    "timm.Poly",
                    "timm.Tanh",
                    "optax.polynomial",
                    "keras.PolynomialDecay_cycle",
                    "keras.InverseTimeDecay",
                    "dl4j.InverseSchedule",
                    "dl4j.SigmoidSchedule",
                    "dl4j.PolySchedule",
                    "dl4j.RampSchedule_Fixed"),
            // Steps.
            Set.of(
                    "torch.StepLR",
                    "torch.MultiStepLR",
                    "timm.Step",
                    "timm.MultiStep",
                    "optax.piecewise_constant",
                    "keras.PiecewiseConstantDecay",
                    "dl4j.StepSchedule"),
            // Warm-ups, joined and multiplied schedules.
            Set.of(
                    "torch.SequentialLR_warmup_cosine",
                    "torch.ChainedScheduler_const_x_exp",
                    "noam",
                    "timm.Cosine",
                    "timm.Cosine_noprefix_k2",
                    "optax.warmup_cosine",
                    "optax.warmup_exponential",
                    "optax.sgdr",
                    "hf.linear",
                    "hf.cosine",
                    "hf.cosine_restarts",
                    "hf.polynomial",
                    "hf.inverse_sqrt",
                    "hf.wsd_cosine",
                    "hf.wsd_linear",
                    "hf.wsd_1-sqrt",
                    "keras.CosineDecay_warmup"),
            // One cycle.
            Set.of(
                    "torch.OneCycleLR_cos",
                    "torch.OneCycleLR_linear",
                    "torch.OneCycleLR_three_phase_cos",
                    "torch.OneCycleLR_adam",
                    "optax.linear_onecycle",
                    "optax.cosine_onecycle",
                    "dl4j.CycleSchedule",
                    "fastai.fit_one_cycle"),
            // Cycles whose height decays from one to the next.
            Set.of(
                    "torch.CyclicLR_triangular2",
                    "torch.CyclicLR_exp_range",
                    "timm.Cosine_mul2",
                    "keras.CosineDecayRestarts"),
            // Exponentials that wait, go in stairs or grow.
            Set.of("optax.exponential_decay", "optax.exponential_decay_stair", "lr_range_test_exp"),
            // Not a function of the update alone.
            Set.of(
                    "torch.ReduceLROnPlateau_min_rel",
                    "torch.ReduceLROnPlateau_min_abs",
                    "torch.ReduceLROnPlateau_max_rel"));

    @Test
    void everyEntryIsComparedOrKnownToHaveNoCounterpart() {
        Set<String> all = new TreeSet<>();
        SCHEDULES.fieldNames().forEachRemaining(all::add);
        List<String> accounted = new ArrayList<>();
        stretches().map(Stretch::entry).distinct().forEach(accounted::add);
        WITHOUT_COUNTERPART.forEach(accounted::addAll);

        assertEquals(all, new TreeSet<>(accounted));
        assertEquals(all.size(), accounted.size(), "an entry is both compared and skipped, or skipped twice");
        assertEquals(66, all.size());
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
