package keel.experiments.report.section;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import keel.experiments.report.Comparison;
import keel.experiments.report.document.Cell;
import keel.experiments.report.document.Section;
import keel.experiments.run.MadeRun;
import keel.experiments.run.RunRecord;
import org.junit.jupiter.api.Test;

class SensitivitySectionTest {
    private static RunRecord run(String preset, String actor, double score) {
        return MadeRun.of(preset, 0, "rates.actor=" + actor, "rates.critic=1e-3")
                .scores(score, score, score, score, score)
                .completed();
    }

    /** An Acrobot at its threshold of -100 is solved (1), one at -500 is about as random actions are (0). */
    private static List<RunRecord> runs() {
        return List.of(
                run("cartpole-a2c", "1e-4", 475),
                run("cartpole-a2c", "1e-3", 200),
                run("acrobot-a2c", "1e-4", -500),
                run("acrobot-a2c", "1e-3", -100));
    }

    private static List<String> cells(List<RunRecord> runs) {
        Section section = SensitivitySection.of(Comparison.of(runs));
        assertEquals(1, section.tables().size(), section.statements().toString());
        return section.tables().get(0).rows().get(0).cells().stream()
                .map(Cell::text)
                .toList();
    }

    /** Each task has a setting that solves it: 1. One for both: 1e-3, (0.39 + 1) / 2. The actor's rate alone decides. */
    @Test
    void aChoiceForEachTaskIsWorthWhatOneForAllLoses() {
        List<String> cells = cells(runs());
        assertEquals("a2c", cells.get(0));
        assertEquals("2", cells.get(2));
        assertEquals("1.00", cells.get(3));
        double shared = (1 + (200 - 22.15) / (475 - 22.15)) / 2;
        assertTrue(cells.get(4).equals("%.4f at actor 1e-3, critic 1e-3".formatted(shared)), cells.get(4));
        assertEquals("%.4f".formatted(1 - shared), cells.get(5));
        assertEquals("1 of 2 rates", cells.get(6));
    }

    @Test
    void oneTaskHasNoSensitivity() {
        assertTrue(SensitivitySection.of(Comparison.of(runs().subList(0, 2))).isEmpty());
    }

    @Test
    void whatCannotBeComparedSaysWhy() {
        List<RunRecord> runs = new ArrayList<>(runs());
        runs.add(MadeRun.of("cartpole-a2c", 0, "rates.actor=1e-4", "rates.critic=1e-3", "a2c.discount=0.9")
                .scores(1, 1, 1, 1, 1)
                .completed());
        Section section = SensitivitySection.of(Comparison.of(runs));
        assertTrue(section.statements().get(0).text().contains("differ in more than rates"));
        Section few = SensitivitySection.of(Comparison.of(runs().subList(0, 3)));
        assertTrue(few.statements().get(0).text().contains("fewer than 2 settings"));
        Section hopeless = SensitivitySection.of(Comparison.of(List.of(
                run("cartpole-a2c", "1e-4", 9),
                run("cartpole-a2c", "1e-3", 9),
                run("acrobot-a2c", "1e-4", -500),
                run("acrobot-a2c", "1e-3", -500))));
        assertTrue(hopeless.statements().get(0).text().contains("no better than random actions"));
    }
}
