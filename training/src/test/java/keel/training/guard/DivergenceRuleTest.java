package keel.training.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import keel.training.InvalidConfigException;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import keel.training.telemetry.RecentUpdates;
import keel.training.telemetry.UpdateRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DivergenceRuleTest {
    private static UpdateRecord update(long index, double norm) {
        return new UpdateRecord(index, 1e-3, 0.5, norm, Math.min(norm, 1));
    }

    private static Optional<Divergence> check(DivergenceRule rule, UpdateRecord at) {
        return rule.check(at.update(), at.rate(), at.loss(), at.gradientNorm(), at.clippedNorm());
    }

    private static DivergenceRule rule(double factor, int window) {
        return new DivergenceRule("critic", new GuardSpec(Optional.of(factor), window));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 8})
    void theRunningMedianIsThatOfTheLastValues(int window) {
        RunningMedian running = new RunningMedian(window);
        RandomStream random = RandomStream.named(window, "norms");
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            // Few different values, so that equal ones have to be told apart by place only.
            double value = random.nextInt(6);
            running.add(value);
            all.add(value);
            double[] last = all.subList(Math.max(0, all.size() - window), all.size()).stream()
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
            double expected = (last[(last.length - 1) / 2] + last[last.length / 2]) / 2;
            assertEquals(expected, running.median(), "after " + (i + 1));
            assertEquals(i + 1 >= window, running.full());
        }
    }

    @Test
    void aGradientFarAboveTheMedianEndsTheMemberOnceTheWindowIsFull() {
        DivergenceRule rule = rule(10, 3);
        assertEquals(Optional.empty(), check(rule, update(0, 1)));
        assertEquals(Optional.empty(), check(rule, update(1, 500)), "too early to judge");
        assertEquals(Optional.empty(), check(rule, update(2, 2)));
        assertEquals(Optional.empty(), check(rule, update(3, 20)), "ten times the median of 1, 500, 2 is allowed");
        Divergence divergence = check(rule, update(4, 200.5)).orElseThrow();
        // The median of 500, 2, 20 is 20.
        assertEquals(
                "critic: gradient norm is 200.5 at update 4 with learning rate 0.001, more than 10.0 times the median of the last 3 updates (20.0)",
                divergence.sentence());
        assertEquals("critic", divergence.network());
        assertEquals(200.5, divergence.value());
        assertEquals(update(4, 200.5), divergence.at());
    }

    /** A saturated hinge loss has no gradient for a while; the first one after that is no runaway. */
    @Test
    void theFirstGradientAfterALongPauseEndsNobody() {
        DivergenceRule rule = rule(10, 3);
        for (int i = 0; i < 5; i++) {
            assertEquals(Optional.empty(), check(rule, update(i, 0)));
        }
        assertEquals(Optional.empty(), check(rule, update(5, 1e-6)));
    }

    @Test
    void theMemoryOfNormsSurvivesACheckpoint() {
        RandomStream random = RandomStream.named(4, "norms");
        DivergenceRule rule = rule(3, 7);
        for (int i = 0; i < 12; i++) {
            check(rule, update(i, 1 + random.nextDouble()));
        }
        StateWriter state = new StateWriter();
        rule.save(state);
        DivergenceRule restored = rule(3, 7);
        restored.restore(state.reader());
        for (int i = 12; i < 40; i++) {
            double norm = 5 * random.nextDouble();
            assertEquals(check(rule, update(i, norm)), check(restored, update(i, norm)), "update " + i);
        }
    }

    @Test
    void withoutAFactorOnlyNumbersAreJudged() {
        DivergenceRule rule = new DivergenceRule("q", GuardSpec.NON_FINITE);
        for (double norm : new double[] {1e-30, 1, 1e30, 0}) {
            assertEquals(Optional.empty(), check(rule, update(0, norm)));
        }
        assertTrue(check(rule, update(0, Double.NaN)).isPresent());
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0, -5, Double.NaN, Double.POSITIVE_INFINITY})
    void aFactorThatEndsEveryRunIsRefused(double factor) {
        String message = assertThrows(InvalidConfigException.class, () -> new GuardSpec(Optional.of(factor), 10))
                .getMessage();
        assertTrue(message.contains("gradient-norm-factor is " + factor) && message.contains("must be > 1"), message);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 100_001})
    void aWindowOfNothingIsRefused(int window) {
        String message = assertThrows(InvalidConfigException.class, () -> new GuardSpec(Optional.of(10.0), window))
                .getMessage();
        assertTrue(message.contains("window is " + window), message);
    }

    @Test
    void theLastHundredUpdatesAreKeptOldestFirst() {
        RecentUpdates recent = new RecentUpdates();
        assertEquals(List.of(), recent.list());
        for (int i = 0; i < 250; i++) {
            recent.add(i, i * 0.5, -i, 2 * i, i);
        }
        List<UpdateRecord> list = recent.list();
        assertEquals(100, list.size());
        assertEquals(new UpdateRecord(150, 75, -150, 300, 150), list.get(0));
        assertEquals(new UpdateRecord(249, 124.5, -249, 498, 249), list.get(99));

        StateWriter state = new StateWriter();
        recent.save(state);
        RecentUpdates restored = new RecentUpdates();
        restored.restore(state.reader());
        recent.add(250, 1, 1, 1, 1);
        restored.add(250, 1, 1, 1, 1);
        assertEquals(recent.list(), restored.list());
        assertEquals(
                List.of(151L, 250L),
                Arrays.asList(
                        restored.list().get(0).update(), restored.list().get(99).update()));
    }
}
