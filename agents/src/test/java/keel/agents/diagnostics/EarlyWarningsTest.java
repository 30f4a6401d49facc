package keel.agents.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import keel.training.checkpoint.StateWriter;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;
import org.junit.jupiter.api.Test;

class EarlyWarningsTest {
    private static final Optional<Boolean> SHOWS = Optional.of(true);
    private static final Optional<Boolean> DOES_NOT = Optional.of(false);
    private static final Optional<Boolean> UNKNOWN = Optional.empty();

    private static Optional<Boolean> evaluated(WarningRule rule, double score) {
        return rule.observe(Map.of("eval/return", score));
    }

    private static Optional<Boolean> entropy(WarningRule rule, double entropy) {
        return rule.observe(Map.of("policy/entropy", entropy));
    }

    /** First 20, highest 100: half way is 60. */
    @Test
    void aDropBelowHalfWayShows() {
        PerformanceDrop rule = new PerformanceDrop();
        assertEquals(DOES_NOT, evaluated(rule, 20));
        assertEquals(DOES_NOT, evaluated(rule, 10));
        assertEquals(DOES_NOT, evaluated(rule, 100));
        assertEquals(DOES_NOT, evaluated(rule, 60));
        assertEquals(SHOWS, evaluated(rule, 59.9));
        assertEquals(UNKNOWN, rule.observe(Map.of("episode/return", 0.0)));
    }

    /** 5 % of 0.6 is 0.03. */
    @Test
    void littleEntropyShowsOnlyBelowThePeak() {
        EntropyCollapse rule = new EntropyCollapse(OptionalInt.empty());
        entropy(rule, 0.5);
        entropy(rule, 0.6);
        assertEquals(DOES_NOT, entropy(rule, 0.02));
        evaluated(rule, 200);
        assertEquals(DOES_NOT, entropy(rule, 0.02));
        evaluated(rule, 199);
        assertEquals(SHOWS, entropy(rule, 0.029));
        assertEquals(DOES_NOT, entropy(rule, 0.031));
        evaluated(rule, 200);
        assertEquals(DOES_NOT, entropy(rule, 0.029));
    }

    /** Of two real numbers the limit is 2 ln 20 = 5.99 below the largest. */
    @Test
    void theEntropyOfRealNumbersMayBeNegative() {
        EntropyCollapse rule = new EntropyCollapse(OptionalInt.of(2));
        entropy(rule, 2.8);
        evaluated(rule, 1);
        evaluated(rule, 0);
        assertEquals(DOES_NOT, entropy(rule, -3.1));
        assertEquals(SHOWS, entropy(rule, -3.3));
    }

    /** Rewards of at most 2 at discount 0.9 are worth at most 20; twice that is 40. */
    @Test
    void valuesBeyondWhatAnyReturnCanBeShow() {
        ValueExplosion rule = new ValueExplosion(0.9, () -> 2);
        assertEquals(DOES_NOT, rule.observe(Map.of("q/mean", -39.9)));
        assertEquals(SHOWS, rule.observe(Map.of("q/mean", -40.1)));
        assertEquals(SHOWS, rule.observe(Map.of("value/mean", 41.0)));
        assertEquals(UNKNOWN, rule.observe(Map.of("loss/q", 1e9)));
        assertEquals(UNKNOWN, new ValueExplosion(1, () -> 2).observe(Map.of("q/mean", 1e9)));
    }

    @Test
    void oneNetworkWithDeadUnitsIsEnough() {
        DeadUnits rule = new DeadUnits();
        assertEquals(DOES_NOT, rule.observe(Map.of("dead_units/actor", 0.5, "dead_units/critic", 0.1)));
        assertEquals(SHOWS, rule.observe(Map.of("dead_units/actor", 0.51, "dead_units/critic", 0.1)));
        assertEquals(UNKNOWN, rule.observe(Map.of("rate/actor", 1.0)));
    }

    @Test
    void rankIsComparedWithTheSameNetworksFirst() {
        LostRank rule = new LostRank();
        assertEquals(DOES_NOT, rule.observe(Map.of("effective_rank/actor", 8.0, "effective_rank/critic", 40.0)));
        assertEquals(DOES_NOT, rule.observe(Map.of("effective_rank/actor", 2.0)));
        assertEquals(SHOWS, rule.observe(Map.of("effective_rank/actor", 1.9, "effective_rank/critic", 40.0)));
        assertEquals(SHOWS, rule.observe(Map.of("effective_rank/critic", 9.0)));
    }

    private static EarlyWarnings warnings() {
        return new EarlyWarnings(2, p -> EarlyWarnings.rules(OptionalInt.empty(), 0.9, () -> 1));
    }

    private static List<Map<String, Double>> told(EarlyWarnings warnings, int member, double... scores) {
        List<Map<String, Double>> seen = new ArrayList<>();
        TrainingObserver observer = warnings.before(new TrainingObserver() {
            @Override
            public void record(int p, MetricRecord record) {
                seen.add(record.values());
            }

            @Override
            public void progress(long done, long total) {}

            @Override
            public void safePoint(boolean last) {}

            @Override
            public boolean stopRequested() {
                return false;
            }
        });
        for (double score : scores) {
            observer.record(member, new MetricRecord(0, 0, Map.of("eval/return", score)));
        }
        return seen;
    }

    @Test
    void warningsAreAddedToTheRecordAndCountedByMember() {
        EarlyWarnings warnings = warnings();
        List<Map<String, Double>> seen = told(warnings, 1, 0, 10, 4, 3);
        assertEquals(Map.of("eval/return", 4.0, "warning/performance_drop", 1.0), seen.get(2));
        assertEquals(0.0, seen.get(1).get("warning/performance_drop"));
        assertEquals(Map.of("performance_drop", 2L), warnings.counts(1));
        assertEquals(Map.of(), warnings.counts(0));
    }

    @Test
    void aRestoredMemberGoesOnAsTheSavedOne() {
        EarlyWarnings saved = warnings();
        told(saved, 0, 0, 10, 4);
        StateWriter state = new StateWriter();
        saved.save(0, state);
        EarlyWarnings restored = warnings();
        restored.restore(0, state.reader());
        assertEquals(told(saved, 0, 3), told(restored, 0, 3));
        assertEquals(Map.of("performance_drop", 2L), restored.counts(0));
    }
}
