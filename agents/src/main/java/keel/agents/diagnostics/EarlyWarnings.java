package keel.agents.diagnostics;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;

/**
 * Looks for early signs of collapse in what members measure, whatever algorithm measured it: adds {@code warning/<name>}, 1 or
 * 0, to every record that says whether a sign shows, and counts those that show.
 */
public final class EarlyWarnings implements MemberState {
    private static final String PREFIX = "warning/";

    private final List<List<WarningRule>> rules;
    private final List<SortedMap<String, Long>> counts;

    /** @param rules of a member, new ones for each */
    public EarlyWarnings(int members, IntFunction<List<WarningRule>> rules) {
        this.rules = IntStream.range(0, members).mapToObj(rules).toList();
        counts = this.rules.stream()
                .<SortedMap<String, Long>>map(ofMember -> new TreeMap<>())
                .toList();
    }

    /** The names of all metrics that are added where these are measured. */
    public static List<String> metrics(Collection<String> measured) {
        Map<String, Double> any = new HashMap<>();
        measured.forEach(metric -> any.put(metric, 0.0));
        return rules(OptionalInt.empty(), 0, () -> 0).stream()
                .filter(rule -> rule.observe(any).isPresent())
                .map(rule -> PREFIX + rule.name())
                .toList();
    }

    /**
     * All rules, for one member.
     *
     * @param numbers how many real numbers an action is; empty for choices
     * @param largestReward size of the largest reward so far
     */
    public static List<WarningRule> rules(OptionalInt numbers, double discount, DoubleSupplier largestReward) {
        return List.of(
                new EntropyCollapse(numbers),
                new ValueExplosion(discount, largestReward),
                new DeadUnits(),
                new LostRank(),
                new PerformanceDrop());
    }

    /** How many records of a member showed each sign, by name; 0 where none did, and no entry where none could have. */
    public SortedMap<String, Long> counts(int member) {
        return new TreeMap<>(counts.get(member));
    }

    /** Passes everything on to an observer, records with their warnings. */
    public TrainingObserver before(TrainingObserver observer) {
        return new TrainingObserver() {
            @Override
            public void record(int member, MetricRecord record) {
                observer.record(member, warned(member, record));
            }

            @Override
            public void progress(long done, long total) {
                observer.progress(done, total);
            }

            @Override
            public void safePoint(boolean last) {
                observer.safePoint(last);
            }

            @Override
            public boolean stopRequested() {
                return observer.stopRequested();
            }
        };
    }

    private MetricRecord warned(int member, MetricRecord record) {
        Map<String, Double> values = new LinkedHashMap<>(record.values());
        for (WarningRule rule : rules.get(member)) {
            rule.observe(record.values()).ifPresent(shows -> {
                values.put(PREFIX + rule.name(), shows ? 1.0 : 0.0);
                counts.get(member).merge(rule.name(), shows ? 1L : 0L, Long::sum);
            });
        }
        return new MetricRecord(record.update(), record.environmentStep(), values);
    }

    @Override
    public void save(int member, StateWriter to) {
        for (WarningRule rule : rules.get(member)) {
            StateWriter under = to.under(rule.name());
            Long count = counts.get(member).get(rule.name());
            if (count != null) {
                under.put("count", count);
            }
            rule.save(under);
        }
    }

    @Override
    public void restore(int member, StateReader from) {
        for (WarningRule rule : rules.get(member)) {
            StateReader under = from.under(rule.name());
            if (under.has("count")) {
                counts.get(member).put(rule.name(), under.whole("count"));
            }
            rule.restore(under);
        }
    }
}
