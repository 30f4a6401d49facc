package keel.experiments.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
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
                if (base.subject().networks().keySet().containsAll(variant.networks())) {
                    Setting varied = resolve(VariedPreset.name(entry.name(), variant));
                    JsonNode others = varied.config().deepCopy().without("rates");
                    assertEquals(base.config().deepCopy().without("rates"), others, varied.preset());
                    tried++;
                }
            }
        }
        assertTrue(tried >= 16, tried + " tried");
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
