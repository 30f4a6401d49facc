package keel.experiments.preset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import keel.training.rate.RateSchedule;
import org.junit.jupiter.api.Test;

class ScaledRateTest {
    private static final String TRIANGLE = "{type: triangular, low: 1e-4, high: 2e-3, period: 20}";
    private static final List<String> ALL = List.of(
            "{type: constant, value: 7e-4}",
            "{type: step, initial: 1e-3, factor: 0.5, every: 7}",
            "{type: multi-step, initial: 1e-3, factor: 0.5, at: [3, 9]}",
            "{type: exponential, initial: 1e-3, decay: 0.9}",
            "{type: inverse-time, initial: 1e-3, decay: 0.1}",
            "{type: inverse-square-root, peak: 1e-3, warm-up: 5}",
            "{type: noam, width: 64, warm-up: 5}",
            "{type: linear, start: 1e-3, end: 1e-4, updates: 30}",
            "{type: geometric, start: 1e-4, end: 1e-2, updates: 30}",
            "{type: polynomial, high: 1e-3, low: 1e-4, updates: 30, power: 2}",
            "{type: cosine, high: 1e-3, low: 1e-4, updates: 30}",
            "{type: sigmoid, start: 1e-3, end: 1e-4, middle: 15, width: 3}",
            "{type: tanh, high: 1e-3, low: 1e-4, updates: 30}",
            "{type: piecewise, at: [0, 10], values: [1e-3, 1e-4], curve: linear}",
            "{type: one-cycle, high: 1e-3, updates: 30}",
            "{type: warm-up-stable-decay, high: 1e-3, warm-up: 5, stable: 10, decay: 10, start: 1e-5, low: 1e-6}",
            "{type: cosine-restarts, high: 1e-3, low: 1e-4, period: 9, decay: 0.7}",
            TRIANGLE,
            "{type: triangular2, low: 1e-4, high: 2e-3, period: 8}",
            "{type: exp-range, low: 1e-4, high: 2e-3, period: 8, gamma: 0.99}",
            "{type: warm-up, updates: 5, start: 1e-5, of: " + TRIANGLE + "}",
            "{type: sequence, of: [1e-3, " + TRIANGLE + "], lengths: [5]}",
            "{type: product, of: [{type: exponential, initial: 1, decay: 0.9}, " + TRIANGLE + "]}",
            "{type: clamp, low: 5e-4, high: 1e-3, of: " + TRIANGLE + "}",
            "{type: phase-shift, by: 3, of: " + TRIANGLE + "}",
            "{type: mirror, of: " + TRIANGLE + "}",
            "{type: jitter, spread: 0.3, seed: 5, of: " + TRIANGLE + "}");

    private static JsonNode complete(String yaml) {
        return ScheduleForm.complete(ConfigTree.parse("rates: {q: %s}".formatted(yaml), "test"))
                .get("rates")
                .get("q");
    }

    private static RateSchedule schedule(JsonNode rate) {
        ObjectNode holder = ConfigTree.parse("", "test");
        holder.set("q", rate);
        List<String> faults = new ArrayList<>();
        Optional<RateSchedule> read = ScheduleTypes.read(new Section("rates", holder, faults), "q");
        assertEquals(List.of(), faults);
        return read.orElseThrow();
    }

    @Test
    void everyRateOfEveryTypeIsScaledAndNothingElse() {
        Set<String> seen = new TreeSet<>();
        for (String yaml : ALL) {
            JsonNode rate = complete(yaml);
            seen.add(rate.get("type").textValue());
            RateSchedule before = schedule(rate);
            RateSchedule after = schedule(ScaledRate.of(rate, 3).orElseThrow());
            for (long u = 0; u < 60; u++) {
                assertEquals(3 * before.at(u), after.at(u), 1e-8 * before.at(u), yaml + " at " + u);
            }
        }
        assertEquals(new TreeSet<>(ScheduleTypes.ALL.keySet()), seen, "a type without a case here");
    }

    @Test
    void aNumberIsMultipliedAsOneWouldWriteIt() {
        assertEquals("0.0021", ScaledRate.of(complete("7e-4"), 3).orElseThrow().toString());
        assertTrue(ScaledRate.of(complete("relu"), 3).isEmpty());
        assertTrue(ScaledRate.of(complete("{type: unknown, high: 1}"), 3).isEmpty());
    }

    @Test
    void everyShapeHasTheRateAsItsHighestWithinTheRun() {
        for (long updates : new long[] {1, 2, 10, 777, 5000}) {
            for (String type : ShapedRate.types()) {
                ObjectNode shape = ShapedRate.of(type, 2e-3, updates);
                RateSchedule schedule = schedule(complete(shape.toString()));
                assertEquals(type.equals("triangular-antiphase") ? "triangular" : type, schedule.type());
                assertEquals(2e-3, ShapedRate.peak(shape).orElseThrow(), 1e-12, type);
                double highest = 0;
                for (long u = 0; u < Math.max(updates, 20); u++) {
                    highest = Math.max(highest, schedule.at(u));
                }
                assertTrue(highest <= 2e-3 * (1 + 1e-9), type + " reaches " + highest);
                // The peak of a very short run may lie between two updates.
                assertTrue(updates < 100 || highest > 1.99e-3, type + " reaches " + highest);
            }
        }
    }

    /** One rises while the other falls, so that their sum stays. */
    @Test
    void theAntiphaseOfATriangleIsHalfAPeriodAhead() {
        RateSchedule plain =
                schedule(complete(ShapedRate.of("triangular", 1e-3, 5000).toString()));
        RateSchedule ahead = schedule(
                complete(ShapedRate.of("triangular-antiphase", 1e-3, 5000).toString()));
        assertEquals(1e-4, plain.at(0), 1e-15);
        assertEquals(1e-3, ahead.at(0), 1e-15);
        for (long u = 0; u < 5000; u++) {
            assertEquals(plain.at(u + 250), ahead.at(u), "update " + u);
            assertEquals(1.1e-3, plain.at(u) + ahead.at(u), 1e-15, "update " + u);
        }
    }

    /** By hand: r = 1e-3 over 5000 updates. */
    @Test
    void shapesAreThoseOfTheReference() {
        assertEquals(
                complete("{type: triangular, low: 1e-4, high: 1e-3, period: 500}"),
                complete(ShapedRate.of("triangular", 1e-3, 5000).toString()));
        assertEquals(
                complete("{type: cosine, high: 1e-3, low: 1e-5, updates: 5000}"),
                complete(ShapedRate.of("cosine", 1e-3, 5000).toString()));
        assertEquals(
                0.0,
                schedule(complete(ShapedRate.of("linear", 1e-3, 5000).toString()))
                        .at(5000));
        assertEquals(
                1e-5,
                schedule(complete(ShapedRate.of("exponential", 1e-3, 5000).toString()))
                        .at(5000),
                1e-12);
        assertEquals(
                1e-5,
                schedule(complete(ShapedRate.of("step", 1e-3, 5000).toString())).at(4999),
                1e-12);
        assertEquals(Optional.of(2e-3), ShapedRate.peak(complete(TRIANGLE)));
        assertEquals(Optional.of(7e-4), ShapedRate.peak(complete("7e-4")));
        assertEquals(Optional.empty(), ShapedRate.peak(complete("fast")));
    }
}
