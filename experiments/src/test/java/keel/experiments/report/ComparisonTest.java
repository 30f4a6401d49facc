package keel.experiments.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.preset.Setting;
import keel.experiments.report.section.StabilityReport;
import keel.experiments.run.MadeRun;
import keel.experiments.run.RunRecord;
import keel.experiments.stability.verdict.JudgedSetting;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    /** A run without measurements. */
    private static RunRecord run(String preset, long seed, String... assignments) {
        Setting setting = new PresetCatalog().resolve(preset, PresetCatalog.Overrides.of(List.of(assignments)));
        ObjectNode meta = JsonNodeFactory.instance.objectNode();
        meta.put("preset", preset).put("setting", setting.id()).put("seed", seed);
        return new RunRecord(Path.of("nowhere"), setting.config(), meta, List.of(), Optional.empty());
    }

    private static List<String> labels(RunRecord... runs) {
        return Comparison.of(List.of(runs)).settings().stream()
                .map(JudgedSetting::label)
                .sorted()
                .toList();
    }

    @Test
    void thePresetAloneNamesASettingThatIsItsOnlyOne() {
        assertEquals(
                List.of("cartpole-a2c", "ring-gan"),
                labels(run("cartpole-a2c", 0), run("cartpole-a2c", 1), run("ring-gan", 0)));
    }

    @Test
    void settingsOfOnePresetAreNamedByTheKeysInWhichTheyDiffer() {
        assertEquals(
                List.of("cartpole-a2c actor=2e-3 critic=7e-4", "cartpole-a2c actor=7e-4 critic=3e-3", "ring-gan"),
                labels(
                        run("cartpole-a2c", 0, "rates.actor=2e-3", "rates.critic=7e-4"),
                        run("cartpole-a2c", 0, "rates.actor=7e-4", "rates.critic=3e-3"),
                        run("ring-gan", 0)));
    }

    @Test
    void theIdNamesSettingsThatDifferInTooMuchToRead() {
        RunRecord plain = run("cartpole-a2c", 0);
        RunRecord other = run(
                "cartpole-a2c",
                0,
                "a2c.gae-lambda=0.9",
                "a2c.discount=0.9",
                "a2c.rollout-steps=9",
                "a2c.entropy-weight=0.1",
                "engine=dl4j");
        assertEquals(
                List.of("cartpole-a2c/" + plain.setting(), "cartpole-a2c/" + other.setting()).stream()
                        .sorted()
                        .toList(),
                labels(plain, other));
    }

    @Test
    void differencesAreSideBySideAndSchedulesStayWhole() {
        assertEquals(
                Map.of("rates.actor", List.of("7.0E-4", "{high:0.002, low:1.0E-4, period:1000, type:triangular}")),
                Comparison.of(List.of(
                                run("cartpole-a2c", 0, "rates.actor=7e-4", "rates.critic=7e-4"),
                                run("cartpole-a2c-cyclical", 0)))
                        .differences());
    }

    @Test
    void settingsWhoseCyclesResonateAreNamedOnceInEveryForm() {
        List<RunRecord> runs = List.of(run("ring-gan", 0), run("ring-gan-cyclical", 0), run("ring-gan-cyclical", 1));
        Comparison comparison = Comparison.of(runs);
        assertEquals(Set.of("ring-gan-cyclical"), comparison.resonances().keySet());
        String line = comparison.resonances().get("ring-gan-cyclical");
        assertTrue(line.contains("resonate with pairs of networks that rotate once in"), line);
        String markdown = new StabilityReport(comparison).markdown();
        assertTrue(markdown.contains("\n- ring-gan-cyclical: " + line + "\n"), markdown);
        assertEquals(
                line,
                new StabilityReport(comparison)
                        .json()
                        .at("/resonances/ring-gan-cyclical")
                        .asText());
        assertTrue(new StabilityReport(comparison).html().contains(line));
        Comparison plain = Comparison.of(List.of(run("ring-gan", 0)));
        assertFalse(new StabilityReport(plain).markdown().contains("resonate"));
    }

    /** A later Keel may no longer read what an older one wrote; its runs can still be compared. */
    @Test
    void aConfigurationThatCannotBeReadHasNoResonance() {
        RunRecord run = run("ring-gan-cyclical", 0);
        run.config().put("no-such-key", 1);
        assertEquals(Map.of(), Comparison.of(List.of(run)).resonances());
    }

    /** One preset in two environments is two tasks: -80 in Acrobot is solved, whatever CartPole needs. */
    @Test
    void anotherEnvironmentIsAnotherTask() {
        Comparison comparison = Comparison.of(List.of(
                MadeRun.of("cartpole-a2c", 0).scores(500, 500, 500, 500, 500).completed(),
                MadeRun.of("cartpole-a2c", 0, "environment.id=Acrobot-v1")
                        .scores(-80, -80, -80, -80, -80)
                        .completed()));
        assertEquals(2, comparison.byTask().size());
        assertEquals(Set.of("CartPole-v1", "Acrobot-v1"), comparison.scales().keySet());
        comparison
                .settings()
                .forEach(setting ->
                        assertEquals("steady", setting.verdict().verdict().text(), setting.label()));
    }

    @Test
    void aRunThatIsThereTwiceCountsOnce() {
        RunRecord run = MadeRun.of("cartpole-a2c", 0).scores(500, 500).completed();
        Comparison comparison = Comparison.of(List.of(run, run));
        assertEquals(1, comparison.runs().size());
        assertEquals(1, comparison.repeated().size());
        assertTrue(
                comparison.repeated().get(0).contains("same setting and seed"),
                comparison.repeated().get(0));
    }
}
