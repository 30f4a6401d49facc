package keel.experiments.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.preset.Setting;
import keel.training.InvalidConfigException;
import keel.training.rate.RateSchedule;
import org.junit.jupiter.api.Test;

class VariedPresetTest {
    private static Setting resolve(String name, String... assignments) {
        return VariedPreset.parse(name).resolve(PresetCatalog.Overrides.of(List.of(assignments)));
    }

    private static double rate(Setting setting, String network, long update) {
        RateSchedule schedule = setting.subject().networks().get(network).rate().schedule();
        return schedule.at(update);
    }

    @Test
    void theCriticFollowsWhateverTheActorsRateIsInTheEnd() {
        Setting plain = resolve("cartpole-a2c+critic-x10", "rates.actor=1e-3");
        assertEquals("cartpole-a2c+critic-x10", plain.preset());
        assertEquals(1e-3, rate(plain, "actor", 0), 1e-12);
        assertEquals(1e-2, rate(plain, "critic", 0), 1e-12);
        Setting swapped = resolve("cartpole-a2c+actor-x10", "rates.critic=1e-3");
        assertEquals(1e-2, rate(swapped, "actor", 0), 1e-12);
        assertEquals(
                resolve("cartpole-a2c", "rates.actor=2e-3", "rates.critic=2e-3").id(),
                resolve("cartpole-a2c+coupled", "rates.actor=2e-3").id());
    }

    @Test
    void variantsCanBeJoined() {
        Setting both = resolve("cartpole-a2c+critic-x3+triangular", "rates.actor=1e-3");
        long half = both.subject().expectedUpdates("actor").orElseThrow() / 20;
        assertEquals(1e-4, rate(both, "actor", 0), 1e-12);
        assertEquals(1e-3, rate(both, "actor", half), 1e-5);
        assertEquals(3e-3, rate(both, "critic", half), 3e-5);
    }

    @Test
    void everyVariantFitsEveryPresetThatHasItsNetworks() {
        int tried = 0;
        for (PresetCatalog.Entry entry : new PresetCatalog().entries()) {
            Setting base = new PresetCatalog().resolve(entry.name(), PresetCatalog.Overrides.none());
            for (PresetVariant variant : PresetVariant.all().values()) {
                if (VariedPreset.fits(base, variant)) {
                    Setting varied = resolve(VariedPreset.name(entry.name(), variant));
                    JsonNode others = varied.config().deepCopy().without("rates");
                    assertEquals(base.config().deepCopy().without("rates"), others, varied.preset());
                    tried++;
                }
            }
        }
        assertTrue(tried >= 16, tried + " tried");
    }

    /** How often RL4J's actor-critic updates depends on the lengths of its episodes, which no setting tells. */
    @Test
    void whatNeedsTheNumberOfUpdatesFitsOnlyWhereItIsKnown() {
        Map<String, PresetVariant> variants = PresetVariant.all();
        for (String name : new String[] {"cartpole-rl4j-a2c", "cartpole-a2c"}) {
            Setting base = new PresetCatalog().resolve(name, PresetCatalog.Overrides.none());
            assertTrue(VariedPreset.fits(base, variants.get("critic-x10")), name);
            assertEquals(name.equals("cartpole-a2c"), VariedPreset.fits(base, variants.get("cosine")), name);
        }
        Setting q = new PresetCatalog().resolve("cartpole-dqn", PresetCatalog.Overrides.none());
        assertFalse(VariedPreset.fits(q, variants.get("critic-x10")));
    }

    @Test
    void aKeyThatAVariantDecidesIsNotVariedToo() {
        String varied = assertThrows(
                        InvalidConfigException.class,
                        () -> SweepDesign.of(
                                VariedPreset.parse("cartpole-ppo+critic-x10"),
                                PresetCatalog.Overrides.none(),
                                List.of("rates.critic=1e-3"),
                                List.of(0L)))
                .getMessage();
        assertEquals(
                "--vary rates.critic=1e-3: the variant critic-x10 of cartpole-ppo+critic-x10 decides rates.critic already. Leave out the variant, or this --vary.",
                varied);
        String two = assertThrows(InvalidConfigException.class, () -> resolve("cartpole-a2c+critic-x3+critic-x10"))
                .getMessage();
        assertTrue(two.contains("critic-x3 and critic-x10 all decide rates.critic. Leave out"), two);
    }

    @Test
    void aVariantNobodyKnowsIsNamedWithItsNeighbour() {
        String message = assertThrows(InvalidConfigException.class, () -> VariedPreset.parse("cartpole-a2c+critic-10x"))
                .getMessage();
        assertTrue(message.contains("'critic-10x'") && message.contains("Did you mean 'critic-x10'?"), message);
        String network = assertThrows(InvalidConfigException.class, () -> resolve("cartpole-dqn+linear"))
                .getMessage();
        assertTrue(network.contains("actor"), network);
    }
}
