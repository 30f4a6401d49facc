package keel.agents.diagnostics;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/**
 * The last hidden layer of a network tells inputs apart by few directions: {@code effective_rank/<network>} is below a quarter
 * of that network's first (Kumar, Agarwal, Ghosh, Levine 2021 see it fall before values and returns do).
 */
public final class LostRank implements WarningRule {
    private static final double SHARE = 0.25;
    private static final String METRICS = "effective_rank/";

    private final SortedMap<String, Double> first = new TreeMap<>();

    @Override
    public String name() {
        return "effective_rank";
    }

    @Override
    public Optional<Boolean> observe(Map<String, Double> values) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(METRICS))
                .map(entry -> lost(entry.getKey(), entry.getValue()))
                .reduce(Boolean::logicalOr);
    }

    private boolean lost(String metric, double rank) {
        first.putIfAbsent(metric, rank);
        return rank < SHARE * first.get(metric);
    }

    @Override
    public void save(StateWriter to) {
        StateWriter firsts = to.under("first");
        first.forEach((metric, rank) -> firsts.put(metric, rank));
    }

    @Override
    public void restore(StateReader from) {
        first.clear();
        first.putAll(from.under("first").numbers());
    }
}
