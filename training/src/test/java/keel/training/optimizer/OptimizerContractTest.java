package keel.training.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import keel.training.InvalidConfigException;
import keel.training.checkpoint.CheckpointException;
import keel.training.checkpoint.StateWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every optimiser keeps, wrappers included. */
class OptimizerContractTest {
    private static final int N = Track.N;

    static Stream<Kind> kinds() {
        return Kind.all();
    }

    private static Track alone(Kind kind, int number) {
        return new Track(number, kind.alone(number, N), 0, new float[N], kind.takesMomentum());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aMemberOf32WithRatesAndConstantsOfTheirOwnGoesItsWayAsIfAlone(Kind kind) {
        int members = 32;
        Optimizer cohort = kind.cohort(members, N);
        float[] parameters = new float[members * N];
        List<Track> together = new ArrayList<>();
        for (int p = 0; p < members; p++) {
            together.add(new Track(p, cohort, p, parameters, kind.takesMomentum()));
        }
        for (int iteration = 0; iteration < 24; iteration++) {
            together.forEach(Track::iterate);
        }
        for (int p = 0; p < members; p++) {
            Track track = alone(kind, p);
            track.iterate(24);
            assertArrayEquals(track.parameters(), together.get(p).parameters(), "member " + p);
            for (float value : track.parameters()) {
                assertTrue(Float.isFinite(value));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void constantsAreTheMembersOwn(Kind kind) {
        // Course 1 with the constants of members 1 and 2.
        Optimizer cohort = kind.cohort(3, N);
        float[] parameters = new float[3 * N];
        Track one = new Track(1, cohort, 1, parameters, false);
        Track two = new Track(1, cohort, 2, parameters, false);
        for (int k = 0; k < 4; k++) {
            one.iterate();
            two.iterate();
        }
        boolean hasConstants = !kind.name().equals("optimistic-sgd");
        assertEquals(!hasConstants, Arrays.equals(one.parameters(), two.parameters()));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aStepTouchesNoOtherMemberAndNoGradient(Kind kind) {
        Optimizer cohort = kind.cohort(3, 2);
        float[] parameters = {1, 2, 3, 4, 5, 6};
        float[] gradients = {1, 1, 1, 1, 1, 1};
        if (cohort.extrapolates()) {
            cohort.extrapolate(1, parameters, gradients, StepSize.of(0.1));
        }
        cohort.step(1, parameters, gradients, StepSize.of(0.1));
        cohort.synchronize(1, parameters);
        assertArrayEquals(new float[] {1, 2}, Arrays.copyOfRange(parameters, 0, 2));
        assertArrayEquals(new float[] {5, 6}, Arrays.copyOfRange(parameters, 4, 6));
        assertTrue(parameters[2] < 3 && parameters[3] < 4);
        assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1}, gradients);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aRestoredMemberGoesOnBitForBit(Kind kind) {
        // Lookahead of member 4 synchronises every third iteration; 5 is between two.
        Track uninterrupted = alone(kind, 4);
        uninterrupted.iterate(5);

        Optimizer saved = kind.cohort(6, N);
        Track killed = new Track(4, saved, 4, new float[6 * N], kind.takesMomentum());
        killed.iterate(5);
        StateWriter state = new StateWriter();
        saved.save(4, state);
        killed.iterate(3);

        // In another place, over the state of another course; member 4's constants are there as well.
        Optimizer other = Optimizer.create(List.of(kind.of().apply(0), kind.of().apply(4)), N);
        float[] parameters = new float[2 * N];
        new Track(9, other, 1, parameters, false).iterate(2);
        Track resumed = uninterrupted.continuedBy(other, 1, parameters);
        other.restore(1, state.reader());
        for (int k = 0; k < 10; k++) {
            uninterrupted.iterate();
            resumed.iterate();
            assertArrayEquals(uninterrupted.parameters(), resumed.parameters(), "iteration " + k);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aFreshMemberCanBeSavedAndRestored(Kind kind) {
        StateWriter state = new StateWriter();
        kind.alone(3, N).save(0, state);
        Optimizer other = kind.alone(3, N);
        float[] parameters = new float[N];
        new Track(8, other, 0, parameters, false).iterate(3);
        other.restore(0, state.reader());
        Track restored = new Track(3, other, 0, parameters, kind.takesMomentum());
        Track fresh = alone(kind, 3);
        restored.iterate(7);
        fresh.iterate(7);
        assertArrayEquals(fresh.parameters(), restored.parameters());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aCheckpointOfAnotherSizeIsRefused(Kind kind) {
        StateWriter state = new StateWriter();
        Optimizer saved = kind.alone(1, N);
        new Track(1, saved, 0, new float[N], false).iterate();
        saved.save(0, state);
        assertThrows(CheckpointException.class, () -> kind.alone(1, N + 1).restore(0, state.reader()));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void afterResettingMomentsItGoesOnAsIfNew(Kind kind) {
        Optimizer used = kind.alone(2, N);
        Track before = new Track(2, used, 0, new float[N], kind.takesMomentum());
        before.iterate(2);
        used.reset(0, RestartReset.MOMENTS);
        // Lookahead of member 2 synchronises at iteration 4, and its slow weights stay.
        int steps = kind.isLookahead() ? 1 : 5;
        Track fresh = before.continuedBy(kind.alone(2, N), 0, new float[N]);
        before.iterate(steps);
        fresh.iterate(steps);
        assertArrayEquals(fresh.parameters(), before.parameters());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void resettingNothingChangesNothing(Kind kind) {
        Optimizer used = kind.alone(2, N);
        Track reset = new Track(2, used, 0, new float[N], kind.takesMomentum());
        Track left = alone(kind, 2);
        reset.iterate(3);
        left.iterate(3);
        used.reset(0, RestartReset.NOTHING);
        reset.iterate(3);
        left.iterate(3);
        assertArrayEquals(left.parameters(), reset.parameters());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void resettingTheStepCountKeepsMomentsAndIsAMembersOwn(Kind kind) {
        Optimizer cohort = kind.cohort(2, N);
        float[] parameters = new float[2 * N];
        Track other = new Track(0, cohort, 0, parameters, false);
        Track reset = new Track(1, cohort, 1, parameters, false);
        // Lookahead of member 1 synchronises every third iteration.
        other.iterate(2);
        reset.iterate(2);
        StateWriter before = new StateWriter();
        cohort.save(0, before);
        StateWriter moments = new StateWriter();
        cohort.save(1, moments);
        cohort.reset(1, RestartReset.STEP_COUNT);
        StateWriter after = new StateWriter();
        cohort.save(0, after);
        StateWriter counted = new StateWriter();
        cohort.save(1, counted);

        String under = kind.innermost();
        assertEquals(0, counted.reader().whole(under + "steps"));
        assertTrue(moments.reader().whole(under + "steps") >= 2);
        assertEquals(before.reader().whole(under + "steps"), after.reader().whole(under + "steps"));
        for (String name : Kind.MEMORY) {
            assertEquals(moments.reader().has(under + name), counted.reader().has(under + name));
            if (moments.reader().has(under + name)) {
                assertArrayEquals(
                        moments.reader().floats(under + name), counted.reader().floats(under + name));
            }
        }
    }

    /** Without lookahead, whose synchronisation moves all layers and has a test of its own. */
    static Stream<Kind> steppingKinds() {
        return Kind.all().filter(kind -> !kind.isLookahead());
    }

    @ParameterizedTest
    @MethodSource("steppingKinds")
    void aFrozenLayerKeepsParametersAndMomentsWhileTheOthersMove(Kind kind) {
        Optimizer optimizer = kind.alone(1, N);
        Track track = new Track(1, optimizer, 0, new float[N], kind.takesMomentum());
        track.iterate(2);
        float[] before = track.parameters();
        StateWriter stateBefore = new StateWriter();
        optimizer.save(0, stateBefore);
        track.layers(LayerMultipliers.of(new int[] {3, 7, N}, new double[] {1, 0, 0.5}));
        track.iterate(3);
        StateWriter stateAfter = new StateWriter();
        optimizer.save(0, stateAfter);

        float[] after = track.parameters();
        for (int i = 0; i < N; i++) {
            assertEquals(i >= 3 && i < 7, before[i] == after[i], "parameter " + i);
        }
        String under = kind.innermost();
        for (String name : Kind.MEMORY) {
            if (stateBefore.reader().has(under + name)) {
                assertArrayEquals(
                        Arrays.copyOfRange(stateBefore.reader().floats(under + name), 3, 7),
                        Arrays.copyOfRange(stateAfter.reader().floats(under + name), 3, 7),
                        name);
            }
        }
        // Frozen layers do not stop the clock.
        assertEquals(under.isEmpty() ? 5 : 10, stateAfter.reader().whole(under + "steps"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aLayersMultiplierIsARateOfItsOwn(Kind kind) {
        Track scaled = alone(kind, 2);
        scaled.layers(LayerMultipliers.of(new int[] {4, 5, N}, new double[] {1, 2, 0.25}));
        Track halves = alone(kind, 2);
        halves.layers(LayerMultipliers.of(new int[] {N}, new double[] {0.25}));
        Track plain = alone(kind, 2);
        // Each parameter's gradient depends on itself alone, so layers do not mix.
        scaled.iterate(6);
        halves.iterate(6);
        plain.iterate(6);
        for (int i = 0; i < N; i++) {
            assertEquals(i < 4, scaled.parameters()[i] == plain.parameters()[i], "parameter " + i);
            assertEquals(i >= 5, scaled.parameters()[i] == halves.parameters()[i], "parameter " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void multipliersOfOneAreThePlainPath(Kind kind) {
        Track ones = alone(kind, 2);
        ones.layers(LayerMultipliers.of(new int[] {4, N}, new double[] {1, 1}));
        Track plain = alone(kind, 2);
        ones.iterate(6);
        plain.iterate(6);
        assertArrayEquals(plain.parameters(), ones.parameters());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theMomentumOfAStepActsWhereItIsAllowedAndIsRefusedElsewhere(Kind kind) {
        Optimizer optimizer = kind.alone(1, 1);
        float[] parameters = {1};
        float[] gradients = {1};
        if (kind.takesMomentum()) {
            Track cycled = new Track(1, kind.alone(1, N), 0, new float[N], true);
            Track constant = new Track(1, kind.alone(1, N), 0, new float[N], false);
            cycled.iterate(3);
            constant.iterate(3);
            assertNotEquals(Arrays.toString(constant.parameters()), Arrays.toString(cycled.parameters()));
        }
        boolean negative = kind.name().equals("sgd")
                || kind.name().equals("heavy ball")
                || kind.name().endsWith("of extragradient");
        assertEquals(negative, kind.of().apply(1).allowsMomentum(-0.5));
        assertFalse(kind.of().apply(1).allowsMomentum(1));
        StepSize size = new StepSize(0.1, OptionalDouble.of(-0.5), LayerMultipliers.NONE);
        if (!negative) {
            String message = assertThrows(InvalidConfigException.class, () -> {
                        if (optimizer.extrapolates()) {
                            optimizer.extrapolate(0, parameters, gradients, size);
                        }
                        optimizer.step(0, parameters, gradients, size);
                    })
                    .getMessage();
            assertTrue(message.contains("the momentum of a step is -0.5"), message);
            assertEquals(1, parameters[0], "nothing was changed");
        }
    }

    @Test
    void kindsDoNotMixWithinACohort() {
        String message = assertThrows(
                        InvalidConfigException.class,
                        () -> Optimizer.create(List.of(AdamSpec.DEFAULT, new OptimisticSgdSpec()), 3))
                .getMessage();
        assertTrue(message.contains("adam and optimistic-sgd") && message.contains("two cohorts"), message);
        // Nor below a wrapper.
        assertThrows(
                InvalidConfigException.class,
                () -> Optimizer.create(
                        List.of(
                                new ExtragradientSpec(AdamSpec.DEFAULT),
                                new ExtragradientSpec(new SgdSpec(0, false, 0))),
                        3));
    }
}
