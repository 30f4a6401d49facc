package keel.experiments.stability.seeds;

import java.util.List;

/**
 * One look at the scores.
 *
 * @param boundary the last one set, which no comparison that stayed open exceeds: a difference of mean scores, times the number of
 *     looks so far
 * @param levelSpent chance of a wrong decision up to here, below (looks so far) / (looks planned) of the test's level
 * @param comparisons all of them, as decided so far
 */
public record Interim(double boundary, double levelSpent, List<Comparison> comparisons) {
    public Interim {
        comparisons = List.copyOf(comparisons);
    }
}
