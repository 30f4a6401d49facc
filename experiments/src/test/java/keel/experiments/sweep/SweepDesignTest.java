package keel.experiments.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import keel.experiments.preset.ConfigTree;
import keel.experiments.preset.PresetCatalog;
import keel.training.InvalidConfigException;
import org.junit.jupiter.api.Test;

class SweepDesignTest {
    private static SweepDesign design(List<String> set, String... vary) {
        return SweepDesign.of(
                VariedPreset.parse("cartpole-a2c"),
                PresetCatalog.Overrides.of(set),
                Arrays.asList(vary),
                List.of(0L, 1L));
    }

    private static JsonNode at(SweepSetting setting, String key) {
        return ConfigTree.at(setting.setting().config(), key).orElseThrow();
    }

    private static Set<String> ids(SweepDesign design) {
        return design.settings().stream()
                .map(setting -> setting.setting().id())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyValueOfOneAxisMeetsEveryValueOfTheOther() {
        SweepDesign design = design(List.of(), "rates.actor=1e-4,1e-3", "a2c.gae-lambda=0.9,0.95,1");
        assertEquals(6, design.settings().size());
        assertEquals(List.of("1.0E-4", "0.9"), design.settings().get(0).labels());
        assertEquals(List.of("1.0E-4", "0.95"), design.settings().get(1).labels());
        assertEquals(1e-3, at(design.settings().get(5), "rates.actor").doubleValue());
        assertEquals(1.0, at(design.settings().get(5), "a2c.gae-lambda").doubleValue());
    }

    @Test
    void aRatioFollowsTheOtherKeyOfItsOwnSettingWhateverTheOrder() {
        SweepDesign design = design(List.of(), "rates.critic=ratio(rates.actor):1,3", "rates.actor=1e-4,7e-4");
        assertEquals(
                List.of(1e-4, 7e-4, 3e-4, 2.1e-3),
                design.settings().stream()
                        .map(setting -> at(setting, "rates.critic").doubleValue())
                        .toList());
        assertEquals(
                ids(design), ids(design(List.of(), "rates.actor=1e-4,7e-4", "rates.critic=ratio(rates.actor):1,3")));
    }

    @Test
    void aRatioOfAScheduleIsTheScheduleScaled() {
        SweepDesign design = design(
                List.of(
                        "rates.actor={type: warm-up, updates: 10, of: {type: cosine, high: 1e-3, low: 1e-5, updates: 90}}",
                        "rates.critic={type: cosine-restarts, high: 1, low: 0.1, period: 5, cycles: 3}"),
                "rates.critic=ratio(rates.actor):10");
        JsonNode critic = at(design.settings().get(0), "rates.critic");
        assertEquals(1e-2, critic.at("/of/high").doubleValue());
        assertEquals(1e-4, critic.at("/of/low").doubleValue());
        assertEquals(90, critic.at("/of/updates").intValue());
        assertEquals("warm-up", critic.get("type").textValue());
        assertTrue(critic.path("cycles").isMissingNode(), "something of the old schedule stayed");
    }

    /** 200,000 steps in rollouts of 5 steps of 8 lanes are 5,000 updates. */
    @Test
    void shapesHaveTheRateOfTheirSettingAndFitItsUpdates() {
        SweepDesign design = design(
                List.of(),
                "rates.actor.type=constant,cosine,triangular",
                "rates.critic=ratio(rates.actor):2",
                "rates.actor=1e-3,2e-3",
                "length.env-steps=200000,400000");
        assertEquals(12, design.settings().size());
        for (SweepSetting setting : design.settings()) {
            double rate = Double.parseDouble(setting.labels().get(2));
            long updates = at(setting, "length.env-steps").longValue() / 40;
            for (String network : List.of("actor", "critic")) {
                double peak = network.equals("actor") ? rate : 2 * rate;
                JsonNode schedule = at(setting, "rates." + network);
                String type = setting.labels().get(0);
                if (type.equals("constant")) {
                    assertEquals(
                            peak,
                            schedule.isNumber()
                                    ? schedule.doubleValue()
                                    : schedule.get("value").doubleValue());
                } else {
                    assertEquals(type, schedule.get("type").textValue());
                    assertEquals(peak, schedule.get("high").doubleValue());
                    assertEquals(
                            type.equals("cosine") ? peak / 100 : peak / 10,
                            schedule.get("low").doubleValue(),
                            1e-12);
                    assertEquals(
                            type.equals("cosine") ? updates : updates / 10,
                            schedule.get(type.equals("cosine") ? "updates" : "period")
                                    .longValue());
                }
            }
        }
    }

    /** All orders of four axes that need each other give the same settings. */
    @Test
    void theOrderOfTheOptionsChangesNoSetting() {
        List<String> vary = List.of(
                "rates.critic=ratio(rates.actor):1,3",
                "rates.actor=1e-4,1e-3",
                "rates.actor.type=linear,triangular",
                "environment.lanes=4,8");
        Set<String> expected = ids(design(List.of(), vary.toArray(String[]::new)));
        assertEquals(16, expected.size());
        for (int turn = 1; turn < 4; turn++) {
            List<String> turned = new ArrayList<>(vary);
            Collections.rotate(turned, turn);
            assertEquals(expected, ids(design(List.of(), turned.toArray(String[]::new))), turned.toString());
            Collections.reverse(turned);
            assertEquals(expected, ids(design(List.of(), turned.toArray(String[]::new))), turned.toString());
        }
    }

    @Test
    void parametersOfAShapeAreSetAfterIt() {
        SweepDesign design =
                design(List.of("rates.actor=1e-3"), "rates.actor.low=0,1e-6", "rates.actor.type=cosine,triangular");
        assertEquals(4, design.settings().size());
        assertEquals(1e-6, at(design.settings().get(2), "rates.actor.low").doubleValue());
    }

    @Test
    void equalSettingsAppearOnce() {
        SweepDesign design = design(
                List.of(), "rates.actor=1e-3,{type: constant, value: 1e-3},2e-3", "rates.critic=ratio(rates.actor):1");
        assertEquals(2, design.settings().size());
    }

    @Test
    void theSameSweepHasTheSameIdAndAnotherHasNot() {
        String id = SweepFile.id(design(List.of(), "rates.actor=1e-3,1e-4"));
        assertEquals(id, SweepFile.id(design(List.of(), "rates.actor=1e-3,0.0001")));
        assertNotEquals(id, SweepFile.id(design(List.of("a2c.gae-lambda=0.9"), "rates.actor=1e-3,1e-4")));
    }

    private static String refusal(String... vary) {
        return assertThrows(InvalidConfigException.class, () -> design(List.of(), vary))
                .getMessage();
    }

    @Test
    void everyFaultIsToldOnceWithItsAxisAndItsValue() {
        String message = refusal("rates.actr=1,2", "rates.critic=1e-3,-1", "a2c.gae-lambda=0.9,1.5,1");
        List<String> lines = List.of(message.split("\n", -1));
        assertEquals(3, lines.size(), message);
        assertTrue(message.contains("rates.actr is unknown. Did you mean 'actor'?"), message);
        assertTrue(message.contains("--vary rates.critic=-1: rates.critic:"), message);
        assertTrue(message.contains("--vary a2c.gae-lambda=1.5: a2c: gae-lambda is 1.5"), message);
    }

    @Test
    void faultsOfTheGrammarAreAllTold() {
        String message = refusal("rates.actor=1e-4..1e-1", "rates.critic=1,,2", "rates.critic=3");
        assertEquals(2, message.split("\n", -1).length, message);
        assertTrue(refusal("rates.critic=1,2", "rates.critic=3").contains("varied twice"));
        assertEquals(1, design(List.of()).settings().size(), "nothing varied: the preset itself");
        assertTrue(
                refusal("rates.actor=1..2:lin1000", "rates.critic=1..2:lin1000").contains("more than 100000 settings"));
    }

    @Test
    void aRatioInACircleIsRefused() {
        String message = refusal("rates.actor=ratio(rates.critic):1,2", "rates.critic=ratio(rates.actor):1,2");
        assertTrue(message.contains("--vary rates.actor=") && message.contains("a multiple of itself"), message);
        assertTrue(refusal("rates.actor=ratio(rates.actor):1,2").contains("a multiple of itself"));
        assertTrue(refusal("rates.actor=ratio(rates.critic):1", "rates.critic=ratio(rates.actor):1", "a2c.gae-lambda=1")
                .lines()
                .noneMatch(line -> line.contains("gae-lambda")));
    }

    @Test
    void aRatioOfSomethingElseIsRefused() {
        assertTrue(refusal("rates.critic=ratio(rates.actr):1").contains("has no rates.actr"));
        assertTrue(refusal("rates.critic=ratio(environment.id):1").contains("multiplies a number or a rate schedule"));
        assertTrue(refusal("rates.q.type=cosine").contains("has no rates.q"));
    }
}
