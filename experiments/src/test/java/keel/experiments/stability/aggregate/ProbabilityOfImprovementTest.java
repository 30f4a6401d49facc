package keel.experiments.stability.aggregate;

import static keel.experiments.stability.aggregate.Rliable.REFERENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbabilityOfImprovementTest {
    /** A has 5 runs of each task and C has 7. */
    @ParameterizedTest
    @CsvSource({"A, B", "B, A", "A, C", "C, A", "T, U", "U, T", "A, A"})
    void equalsRliable(String first, String second) {
        double expected = REFERENCE
                .path("probability_of_improvement")
                .path(first + ">" + second)
                .asDouble();
        double probability = ProbabilityOfImprovement.of(Rliable.scores(first), Rliable.scores(second));
        assertEquals(expected, probability, 1e-12);
    }

    /** 2 beats 1, ties with 2, loses to the other two; a diverged run ties with another one. */
    @Test
    void aTieCountsOneHalf() {
        RunScores first = RunScores.of(new double[] {2});
        assertEquals(1.5 / 4, ProbabilityOfImprovement.of(first, RunScores.of(new double[] {1, 2, 3, 4})), 1e-12);
        RunScores lost = RunScores.of(new double[] {Double.NEGATIVE_INFINITY});
        assertEquals(0.5, ProbabilityOfImprovement.of(lost, lost));
    }

    @Test
    void differentTasksAreNotCompared() {
        RunScores one = RunScores.of(new double[] {1});
        RunScores two = RunScores.of(new double[] {1}, new double[] {1});
        assertThrows(IllegalArgumentException.class, () -> ProbabilityOfImprovement.of(one, two));
    }
}
