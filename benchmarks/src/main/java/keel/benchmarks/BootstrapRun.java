package keel.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import keel.experiments.stability.Interval;
import keel.experiments.stability.aggregate.Aggregates;
import keel.experiments.stability.aggregate.RunScores;
import keel.experiments.stability.aggregate.StratifiedBootstrap;
import keel.training.random.RandomStream;

/**
 * What compare-bootstrap measures in Java, as peers/rliable_bootstrap.py does in Python: the arguments are a file of score
 * matrices and the number of repetitions, the output is one JSON object.
 */
public final class BootstrapRun {
    private static final ObjectMapper JSON = new ObjectMapper();

    private BootstrapRun() {}

    /** Prints intervals, and how long they took. */
    public static void main(String[] args) throws IOException {
        JsonNode matrices = JSON.readTree(new File(args[0])).path("scores");
        int repetitions = Integer.parseInt(args[1]);
        Map<String, RunScores> scores = new LinkedHashMap<>();
        for (String name : List.of("A", "B", "C")) {
            scores.put(name, scores(matrices.path(name)));
        }
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long worked = thread.getCurrentThreadCpuTime();
        long begun = System.nanoTime();
        Map<String, List<Interval>> intervals = new LinkedHashMap<>();
        scores.forEach((name, matrix) -> intervals.put(
                name,
                StratifiedBootstrap.intervals(
                        matrix, BootstrapRun::aggregates, repetitions, RandomStream.named(0, "bootstrap"))));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("seconds", (System.nanoTime() - begun) / 1e9);
        answer.put("cpu_seconds", (thread.getCurrentThreadCpuTime() - worked) / 1e9);
        Map<String, Object> ends = new LinkedHashMap<>();
        intervals.forEach((name, list) -> ends.put(
                name,
                List.of(
                        list.stream().map(Interval::low).toList(),
                        list.stream().map(Interval::high).toList())));
        answer.put("intervals", ends);
        System.out.println(JSON.writeValueAsString(answer));
    }

    private static RunScores scores(JsonNode runs) {
        return RunScores.of(IntStream.range(0, runs.get(0).size())
                .mapToObj(task -> IntStream.range(0, runs.size())
                        .mapToDouble(run -> runs.get(run).get(task).asDouble())
                        .toArray())
                .toArray(double[][]::new));
    }

    private static double[] aggregates(RunScores scores) {
        return new double[] {
            Aggregates.median(scores),
            Aggregates.interquartileMean(scores),
            Aggregates.mean(scores),
            Aggregates.optimalityGap(scores, 1)
        };
    }
}
