package keel.experiments.stability.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import keel.experiments.stability.ReferenceFile;

/** What rliable 1.2.0 (Agarwal et al. 2021) made of small score matrices: A, B, C are random, T and U have ties. */
final class Rliable {
    static final JsonNode REFERENCE = ReferenceFile.read("rliable-reference.json");

    private Rliable() {}

    /** A matrix of the file, which has a row a run. */
    static RunScores scores(String algorithm) {
        JsonNode rows = REFERENCE.path("scores").path(algorithm);
        return tasks(
                rows.get(0).size(),
                rows.size(),
                (task, run) -> rows.get(run).get(task).asDouble());
    }

    interface Entry {
        double at(int task, int run);
    }

    static RunScores tasks(int tasks, int runs, Entry score) {
        return RunScores.of(IntStream.range(0, tasks)
                .mapToObj(task -> {
                    IntToDoubleFunction ofRun = run -> score.at(task, run);
                    return IntStream.range(0, runs).mapToDouble(ofRun).toArray();
                })
                .toArray(double[][]::new));
    }

    /** In the order of the file's columns. */
    static double[] columns(RunScores scores) {
        return new double[] {
            Aggregates.median(scores),
            Aggregates.interquartileMean(scores),
            Aggregates.mean(scores),
            Aggregates.optimalityGap(scores, 1)
        };
    }
}
