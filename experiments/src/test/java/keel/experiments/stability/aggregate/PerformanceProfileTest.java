package keel.experiments.stability.aggregate;

import static keel.experiments.stability.ReferenceFile.numbers;
import static keel.experiments.stability.aggregate.Rliable.REFERENCE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PerformanceProfileTest {
    @ParameterizedTest
    @ValueSource(strings = {"A", "B", "C"})
    void equalsRliable(String algorithm) {
        RunScores scores = Rliable.scores(algorithm);
        double[] thresholds = numbers(REFERENCE.path("taus"));
        double[] runs = numbers(REFERENCE.path("score_distributions").path(algorithm));
        assertArrayEquals(runs, PerformanceProfile.ofRuns(scores, thresholds), 1e-12);
        double[] tasks = numbers(REFERENCE.path("average_score_distributions").path(algorithm));
        assertArrayEquals(tasks, PerformanceProfile.ofTasks(scores, thresholds), 1e-12);
    }

    /** A diverged run is above no threshold, nor is a task with one. */
    @Test
    void aScoreEqualToTheThresholdIsNotAboveIt() {
        RunScores scores = RunScores.of(new double[] {1, 2, Double.NEGATIVE_INFINITY, 2}, new double[] {2, 3});
        assertArrayEquals(new double[] {0.875, 0.75, 0.25}, PerformanceProfile.ofRuns(scores, -9, 1, 2), 1e-12);
        assertArrayEquals(new double[] {0.5, 0}, PerformanceProfile.ofTasks(scores, 2, 2.5), 1e-12);
    }
}
