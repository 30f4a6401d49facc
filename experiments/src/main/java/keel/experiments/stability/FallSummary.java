package keel.experiments.stability;

import java.util.List;
import java.util.Optional;
import keel.experiments.stability.Falls.Fall;

/**
 * How runs of one setting fell, by half the way from untrained to solved or more ({@link Falls}).
 *
 * @param fell runs that fell at least once
 * @param n runs with a score
 * @param share of the runs with a score, by Wilson
 * @param falls all of them together
 * @param recovered those after which the score came back
 * @param depth of each run's deepest fall, over the runs that fell, in the score's unit
 * @param duration from peak to recovery, mean over a run's recovered falls, over the runs that have any, in the curves' x
 */
public record FallSummary(
        int fell, int n, Interval share, int falls, int recovered, Estimate depth, Estimate duration) {
    /** Nothing without a score. */
    static Optional<FallSummary> of(List<ScoreCurve> curves, ScoreScale scale) {
        List<List<Fall>> all = curves.stream()
                .filter(curve -> !curve.isEmpty())
                .map(curve -> Falls.of(curve, scale.deep()))
                .toList();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        List<List<Fall>> some = all.stream().filter(falls -> !falls.isEmpty()).toList();
        List<Fall> flat = some.stream().flatMap(List::stream).toList();
        return Optional.of(new FallSummary(
                some.size(),
                all.size(),
                Interval.ofShare(some.size(), all.size()),
                flat.size(),
                (int) flat.stream().filter(fall -> fall.recovered().isPresent()).count(),
                Estimate.of(some.stream()
                        .mapToDouble(falls ->
                                falls.stream().mapToDouble(Fall::depth).max().orElseThrow())
                        .toArray()),
                Estimate.of(some.stream()
                        .flatMapToDouble(falls ->
                                falls.stream().flatMapToDouble(fall -> fall.duration().stream()).average().stream())
                        .toArray())));
    }
}
