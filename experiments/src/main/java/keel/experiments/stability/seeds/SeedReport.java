package keel.experiments.stability.seeds;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the seeds are enough, and what they say.
 *
 * @param comparisons every pair of settings, in the order of the settings
 * @param interims the looks that were held
 * @param moreSeeds by setting, the seeds it takes until the next look; 0 where all its comparisons are decided. In the
 *     order of the settings
 */
public record SeedReport(List<Comparison> comparisons, List<Interim> interims, Map<String, Integer> moreSeeds) {
    public SeedReport {
        comparisons = List.copyOf(comparisons);
        interims = List.copyOf(interims);
        moreSeeds = Collections.unmodifiableMap(new LinkedHashMap<>(moreSeeds));
    }

    /** Whether every comparison is decided, so that no setting needs another seed. */
    public boolean enough() {
        return comparisons.stream().noneMatch(comparison -> comparison.decision() == Decision.CONTINUE);
    }
}
