package keel.experiments.report.section;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import keel.experiments.report.Comparison;
import keel.experiments.report.FigureChart;
import keel.experiments.report.document.Cell;
import keel.experiments.report.document.Figure;
import keel.experiments.report.document.MapFigure;
import keel.experiments.report.document.Section;
import keel.experiments.run.MadeRun;
import keel.experiments.run.Outcome;
import keel.experiments.run.RunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs that are not as one would wish: each is a statement in every form of the report. */
class UnusualRunsTest {
    private static final double[] GOOD = {10, 500, 500, 500, 500, 500, 500, 500};

    @TempDir
    private Path folder;

    private static MadeRun run(long seed) {
        return MadeRun.of("cartpole-a2c", seed, "rates.actor=1e-3", "rates.critic=1e-3");
    }

    private static MadeRun at(String actor, String critic, long seed) {
        return MadeRun.of("cartpole-a2c", seed, "rates.actor=" + actor, "rates.critic=" + critic);
    }

    /** What the runs are, and sentences that the report must have. */
    record Case(String name, List<RunRecord> runs, List<String> statements) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        RunRecord good = run(0).scores(GOOD).completed();
        return Stream.of(
                new Case(
                        "ended early",
                        List.of(good, run(1).scores(10, 20).ended(Outcome.Status.INTERRUPTED, "stopped by the user")),
                        List.of("seed 1: interrupted, stopped by the user", "1 not judged")),
                new Case(
                        "failed",
                        List.of(good, run(1).ended(Outcome.Status.FAILED, "the server went away")),
                        List.of("seed 1: failed, the server went away; eval/return was never measured")),
                new Case(
                        "still running",
                        List.of(good, run(1).scores(10, 20).running()),
                        List.of("seed 1: running or killed, no outcome was written")),
                new Case(
                        "diverged at update 0",
                        List.of(good, run(1).diverged("critic", 10)),
                        List.of(
                                "seed 1: diverged, critic: loss is NaN at update 0 with learning rate 10.0",
                                "1 steady, 1 diverged")),
                new Case(
                        "all diverged at update 0",
                        List.of(run(0).diverged("critic", 10), run(1).diverged("critic", 10)),
                        List.of(
                                "2 diverged",
                                "2 of 2",
                                "No score was measured that would tell trained from untrained")),
                new Case(
                        "not a number",
                        List.of(
                                good,
                                run(1).scores(10, Double.NaN, 500, 500, 500, Double.POSITIVE_INFINITY, 500)
                                        .completed()),
                        List.of(
                                "seed 1: reached 7,000 of 8,000 steps; 2 of 7 values of eval/return are not finite and were left out")),
                new Case(
                        "unequal lengths",
                        List.of(good, run(1).scores(10, 500, 500, 500, 500).completed()),
                        List.of(
                                "seed 1: reached 5,000 of 8,000 steps",
                                "It needs 2 runs that reached the end, but of 2 runs 1 did.")),
                new Case("one seed", List.of(good), List.of("one seed n=1")),
                new Case(
                        "no evaluation",
                        List.of(run(0).record(1, 40, Map.of("loss/actor", 0.1)).completed()),
                        List.of(
                                "seed 0: eval/return was never measured, so it has no score, area or drawdown",
                                "no score was measured that would tell trained from untrained")),
                new Case(
                        "nothing at all",
                        List.of(run(0).running()),
                        List.of("seed 0: running or killed, no outcome was written; eval/return was never measured")),
                new Case(
                        "too few evaluations",
                        List.of(run(0).scores(10, 500).completed()),
                        List.of("2 scores were measured, at least 5 tell a course; evaluate more often")),
                new Case(
                        "final scores that are no numbers in a grid",
                        Stream.of("1e-3", "1e-2")
                                .flatMap(actor -> Stream.of("1e-3", "1e-2")
                                        .flatMap(critic -> Stream.of(
                                                at(actor, critic, 0)
                                                        .scores(10, 500, Double.POSITIVE_INFINITY)
                                                        .completed(),
                                                at(actor, critic, 1)
                                                        .scores(10, 500, Double.NaN)
                                                        .completed(),
                                                at(actor, critic, 2)
                                                        .scores(GOOD)
                                                        .completed())))
                                .toList(),
                        List.of("1 of 3 values of eval/return are not finite", "3 seeds, 3 halvings")),
                new Case(
                        "a rate of 0",
                        List.of(
                                at("0", "1e-3", 0).scores(GOOD).completed(),
                                at("1e-4", "1e-3", 0).scores(GOOD).completed(),
                                at("1e-2", "1e-3", 0).scores(GOOD).completed()),
                        List.of("actor=0")),
                new Case(
                        "a grid with a hole and a diverged cell",
                        List.of(
                                good,
                                MadeRun.of("cartpole-a2c", 0, "rates.actor=1e-2", "rates.critic=1e-3")
                                        .diverged("actor", 1e-2),
                                MadeRun.of("cartpole-a2c", 0, "rates.actor=1e-2", "rates.critic=1e-2")
                                        .scores(GOOD)
                                        .completed()),
                        List.of("actor and critic: not compared, as every pair needs the same seeds, at least two")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachIsAStatementInEveryForm(Case unusual) throws Exception {
        StabilityReport report = StabilityReport.of(unusual.runs());
        String markdown = report.markdown();
        String html = report.html();
        String json = report.json().toString();
        for (String statement : unusual.statements()) {
            assertTrue(markdown.contains(statement), () -> statement + " is missing in\n" + markdown);
            assertTrue(html.contains(statement), () -> statement + " is missing in the page");
            assertTrue(json.contains(statement), () -> statement + " is missing in\n" + json);
        }
        for (Section section : report.all()) {
            for (Figure figure : section.figures()) {
                FigureChart.write(figure, List.of(0), folder.resolve("figure.png"));
            }
        }
    }

    /** No run is dropped: whatever became of them, all are in the share of those that completed. */
    @ParameterizedTest
    @MethodSource("cases")
    void everyRunIsInTheDenominator(Case unusual) {
        int counted = StabilityReport.of(unusual.runs()).comparison().settings().stream()
                .mapToInt(setting -> setting.verdict().runs().size())
                .sum();
        assertEquals(unusual.runs().size(), counted);
    }

    /** Without any score there is no scale, but who diverged is known. */
    @Test
    void whatDivergedIsToldWithoutAScale() {
        Comparison comparison =
                Comparison.of(List.of(run(0).diverged("critic", 10), run(1).diverged("critic", 10), run(2).running()));
        List<String> cells = OutcomeSection.of(comparison).tables().get(0).rows().get(0).cells().stream()
                .map(Cell::text)
                .toList();
        assertEquals(List.of("2 of 2", "0 of 2", "-", "-", "-", "-", "-", "-"), cells.subList(1, cells.size()));
    }

    @Test
    void fallsHaveNoIntervalAsThoseOfOneRunAreNotIndependent() {
        double[] falling = {10, 500, 10, 500, 10, 500, 10, 10, 10, 10};
        Comparison comparison = Comparison.of(List.of(run(0).scores(falling).completed()));
        List<Cell> cells =
                OutcomeSection.of(comparison).tables().get(0).rows().get(0).cells();
        assertEquals(Cell.of("2 of 3"), cells.get(6));
        assertEquals("1 of 1", cells.get(2).text());
    }

    @Test
    void aRegionIsNowhereOnlyIfSomeSeedWasJudged() {
        assertEquals(
                "not judged",
                stableFrom(
                        at("1e-3", "1e-3", 0).running(), at("1e-2", "1e-3", 0).running()));
        assertEquals(
                "nowhere",
                stableFrom(
                        at("1e-3", "1e-3", 0).diverged("actor", 1e-3),
                        at("1e-2", "1e-3", 0).diverged("actor", 1e-2)));
    }

    private static String stableFrom(RunRecord... runs) {
        Section section = RateSection.of(Comparison.of(List.of(runs)));
        return section.tables().get(0).rows().get(0).cells().get(2).text();
    }

    /** Sweeps of one preset that differ in more than rates: what differs tells their titles apart. */
    @Test
    void sweepsOfOnePresetHaveDifferentTitles() {
        List<RunRecord> runs = Stream.of("0.9", "0.99")
                .flatMap(discount -> Stream.of("1e-3", "1e-2")
                        .map(rate -> MadeRun.of(
                                        "cartpole-a2c",
                                        0,
                                        "rates.actor=" + rate,
                                        "rates.critic=1e-3",
                                        "a2c.discount=" + discount)
                                .scores(GOOD)
                                .completed()))
                .toList();
        assertEquals(
                List.of(
                        "cartpole-a2c (constant) a2c.discount=0.99: actor",
                        "cartpole-a2c (constant) a2c.discount=0.9: actor"),
                RateSection.of(Comparison.of(runs)).tables().get(0).rows().stream()
                        .map(row -> row.cells().get(0).text())
                        .sorted()
                        .toList());
    }

    /** A setting that diverged is the worst of the map, not an unknown one. */
    @Test
    void aDivergedCellHasTheLowestColourOfTheMapOfScores() {
        List<RunRecord> runs = List.of(
                at("1e-3", "1e-3", 0).scores(GOOD).completed(),
                at("1e-2", "1e-3", 0).scores(10, 20, 30, 40, 50).completed(),
                at("1e-3", "1e-2", 0).running(),
                at("1e-2", "1e-2", 0).diverged("actor", 1e-2));
        MapFigure scores = (MapFigure) RateSection.of(Comparison.of(runs)).figures().stream()
                .filter(figure -> figure.id().contains("/score"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                List.of("-@NaN", "50.00@50.0", "500.0@500.0", "diverged@50.0"),
                scores.cells().stream()
                        .map(cell -> cell.text() + "@" + cell.value())
                        .sorted()
                        .toList());
    }

    @Test
    void theOrderOfRunsDoesNotMatter() {
        List<RunRecord> runs = List.of(
                run(0).scores(GOOD).completed(),
                run(1).scores(10, 20, 30, 40, 50, 60).completed(),
                run(2).diverged("critic", 1e-3));
        List<RunRecord> turned = List.of(runs.get(2), runs.get(0), runs.get(1));
        assertEquals(
                StabilityReport.of(runs).markdown(), StabilityReport.of(turned).markdown());
    }

    @Test
    void aFigureOfNothingIsNotWritten() throws Exception {
        StabilityReport report = StabilityReport.of(List.of(run(0).running()));
        for (Section section : report.all()) {
            for (Figure figure : section.figures()) {
                Path file = folder.resolve("nothing.png");
                assertEquals(FigureChart.write(figure, List.of(0), file), Files.exists(file), figure.id());
                Files.deleteIfExists(file);
            }
        }
    }
}
