package keel.experiments.stability.verdict;

import java.util.Optional;

/**
 * What became of one run.
 *
 * @param evidence one clause with the numbers that decided it
 * @param blamed the network whose rate is the likely cause; empty where nothing points to one
 */
public record RunVerdict(Verdict verdict, String evidence, Optional<Blame> blamed) {
    static RunVerdict of(Verdict verdict, String evidence) {
        return new RunVerdict(verdict, evidence, Optional.empty());
    }
}
