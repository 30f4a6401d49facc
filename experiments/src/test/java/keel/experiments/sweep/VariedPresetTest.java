package keel.experiments.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import keel.experiments.preset.PresetCatalog;
import keel.experiments.preset.Setting;
import keel.training.InvalidConfigException;
import keel.training.rate.RateControllerSpec;
import keel.training.rate.RateSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
            for (PresetVariant variant : PresetVariant.all()) {
                if (VariedPreset.fits(base, variant)) {
                    Setting varied = resolve(VariedPreset.name(entry.name(), variant));
                    assertEquals(
                            variant,
                            VariedPreset.parse(varied.preset()).variants().get(0));
                    assertEquals(withoutRates(base), withoutRates(varied), varied.preset());
                    tried++;
                }
            }
        }
        assertTrue(tried >= 48, tried + " tried");
    }

    private static JsonNode withoutRates(Setting setting) {
        return setting.config().deepCopy().without(List.of("rates", "controllers"));
    }

    private static PresetVariant variant(String name, String network) {
        return PresetVariant.all().stream()
                .filter(v -> v.name().equals(name) && v.networks().contains(network))
                .findFirst()
                .orElseThrow();
    }

    static Stream<Setting> pairs() {
        return new PresetCatalog()
                .entries().stream()
                        .map(entry -> new PresetCatalog().resolve(entry.name(), PresetCatalog.Overrides.none()))
                        .filter(setting -> setting.subject().kind().equals("gan"));
    }

    private static Setting vary(Setting pair, String variant) {
        Setting varied = resolve(pair.preset() + "+" + variant);
        assertEquals(pair.preset() + "+" + variant, varied.preset());
        return varied;
    }

    private static double highest(Setting setting, String network) {
        return setting.subject()
                .networks()
                .get(network)
                .rate()
                .schedule()
                .range()
                .high();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyPairHasTheVariantsOfItsTwoRates(Setting pair) {
        double generator = highest(pair, "generator");
        double discriminator = highest(pair, "discriminator");
        assertEquals(generator, highest(vary(pair, "coupled"), "discriminator"), 1e-12);
        assertEquals(4 * generator, highest(vary(pair, "ttur"), "discriminator"), 1e-12);
        assertEquals(4 * discriminator, highest(vary(pair, "inverse-ttur"), "generator"), 1e-12);
        for (String network : List.of("generator", "discriminator")) {
            long updates = pair.subject().expectedUpdates(network).orElseThrow();
            double high = highest(pair, network);
            Setting cosine = vary(pair, "cosine");
            assertEquals(high, rate(cosine, network, 0), 1e-12);
            assertEquals(high / 100, rate(cosine, network, updates), 1e-12);
            Setting cycles = vary(pair, "cyclical");
            Setting apart = vary(pair, "cyclical-antiphase");
            long period = updates / 10;
            for (long update = 0; update < updates; update += Math.max(1, period / 7)) {
                assertEquals(high * triangle(update, period, 0), rate(cycles, network, update), 1e-12);
                long ahead = network.equals("generator") ? 0 : period / 2;
                assertEquals(high * triangle(update, period, ahead), rate(apart, network, update), 1e-12);
            }
        }
    }

    /** From a tenth to 1 and back within a period. */
    private static double triangle(long update, long period, long ahead) {
        double place = (update + ahead) % period / (double) period;
        return 0.1 + 0.9 * (1 - Math.abs(1 - 2 * place));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyPairHasControllersOfItsDiscriminatorOverItsOwnRates(Setting pair) {
        for (String type : List.of("gap-aware", "accuracy-target")) {
            Setting varied = vary(pair, type);
            var networks = varied.subject().networks();
            RateControllerSpec controller =
                    networks.get("discriminator").rate().controller().orElseThrow();
            assertEquals(type, controller.type());
            assertTrue(networks.get("generator").rate().controller().isEmpty());
            assertEquals(pair.config().get("rates"), varied.config().get("rates"));
        }
    }

    @Test
    void controllersJoinOtherVariantsOfAPair() {
        Setting both = resolve("ring-gan+ttur+cyclical-antiphase+gap-aware", "length.iterations=100");
        assertEquals(1e-4, rate(both, "generator", 0), 1e-12);
        assertEquals(4e-3, rate(both, "discriminator", 0), 1e-12);
        assertEquals(4e-4, rate(both, "discriminator", 5), 1e-12);
        assertTrue(both.subject()
                .networks()
                .get("discriminator")
                .rate()
                .controller()
                .isPresent());
    }

    /** How often RL4J's actor-critic updates depends on the lengths of its episodes, which no setting tells. */
    @Test
    void whatNeedsTheNumberOfUpdatesFitsOnlyWhereItIsKnown() {
        PresetVariant tenfold = variant("critic-x10", "critic");
        for (String name : new String[] {"cartpole-rl4j-a2c", "cartpole-a2c"}) {
            Setting base = new PresetCatalog().resolve(name, PresetCatalog.Overrides.none());
            assertTrue(VariedPreset.fits(base, tenfold), name);
            assertEquals(name.equals("cartpole-a2c"), VariedPreset.fits(base, variant("cosine", "critic")), name);
        }
        Setting q = new PresetCatalog().resolve("cartpole-dqn", PresetCatalog.Overrides.none());
        assertFalse(VariedPreset.fits(q, tenfold));
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
        String other = assertThrows(InvalidConfigException.class, () -> VariedPreset.parse("ring-gan+critic-x3"))
                .getMessage();
        assertEquals(
                "The variant 'critic-x3' in 'ring-gan+critic-x3' needs a preset with actor and critic. The preset has discriminator and generator: use one of coupled, ttur, inverse-ttur, cosine, cyclical, cyclical-antiphase, gap-aware, accuracy-target, which `keel presets` describes.",
                other);
        String none = assertThrows(InvalidConfigException.class, () -> VariedPreset.parse("cartpole-dqn+coupled"))
                .getMessage();
        assertEquals(
                "The variant 'coupled' in 'cartpole-dqn+coupled' needs a preset with actor and critic, or generator and discriminator. The preset has q: there is no variant for it, so change its rates with --set.",
                none);
        String preset = assertThrows(InvalidConfigException.class, () -> VariedPreset.parse("rign-gan+coupled"))
                .getMessage();
        assertTrue(preset.contains("Did you mean 'ring-gan'?"), preset);
    }
}
