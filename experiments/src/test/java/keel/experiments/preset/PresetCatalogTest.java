package keel.experiments.preset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import keel.training.InvalidConfigException;
import keel.training.rate.Constant;
import keel.training.rate.Cosine;
import keel.training.rate.CosineRestarts;
import keel.training.rate.Exponential;
import keel.training.rate.RateSchedule;
import keel.training.rate.Triangular;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PresetCatalogTest {
    private static final PresetCatalog CATALOG = new PresetCatalog();

    static Stream<String> names() {
        return CATALOG.entries().stream().map(PresetCatalog.Entry::name);
    }

    private static Setting resolve(String preset, String... assignments) {
        return CATALOG.resolve(preset, PresetCatalog.Overrides.of(List.of(assignments)));
    }

    private static String fault(String preset, String... assignments) {
        return assertThrows(InvalidConfigException.class, () -> resolve(preset, assignments))
                .getMessage();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyPresetResolvesAndReadsBackEqual(String name) {
        Setting setting = resolve(name);
        ObjectNode written = ConfigTree.parse(ConfigTree.toYaml(setting.config()), "config.yaml");
        Setting again = PresetCatalog.reread(name, written);
        assertEquals(setting.subject(), again.subject());
        assertEquals(setting.id(), again.id());
        assertTrue(CATALOG.entries().stream()
                .filter(e -> e.name().equals(name))
                .allMatch(e -> e.description().length() > 20));
    }

    @Test
    void theCyclicalPresetHasATriangleForTheActorAndAConstantForTheCritic() {
        var networks = resolve("cartpole-a2c-cyclical").subject().networks();
        assertEquals(Triangular.class, networks.get("actor").rate().schedule().getClass());
        assertEquals(Constant.class, networks.get("critic").rate().schedule().getClass());
    }

    static Stream<Arguments> schedules() {
        return Stream.of(
                Arguments.of("1e-3", new Constant(1e-3)),
                Arguments.of("{type: constant, value: 2e-3}", new Constant(2e-3)),
                Arguments.of("{type: exponential, initial: 1e-2, decay: 0.99}", new Exponential(1e-2, 0.99)),
                Arguments.of("{type: cosine, high: 1e-2, low: 1e-4, updates: 61}", new Cosine(1e-2, 1e-4, 61)),
                Arguments.of(
                        "{type: cosine-restarts, high: 1e-2, low: 0, period: 7, multiplier: 2, phase: 3}",
                        new CosineRestarts(1e-2, 0, 7, 2, 3)),
                Arguments.of(
                        "{type: cosine-restarts, high: 1e-2, low: 0, period: 7}", new CosineRestarts(1e-2, 0, 7, 1, 0)),
                Arguments.of("{type: triangular, low: 1e-4, high: 1e-2, period: 9}", new Triangular(1e-4, 1e-2, 9, 0)));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void everyScheduleCanBeWritten(String yaml, RateSchedule expected) {
        Setting setting = resolve("cartpole-dqn", "rates.q=" + yaml);
        assertEquals(expected, setting.subject().networks().get("q").rate().schedule());
    }

    @Test
    void aTypeMayBeSetAfterItsParametersAndKeepsNothingOfTheOldSchedule() {
        Setting setting = resolve(
                "cartpole-dqn",
                "rates.q.low=1e-4",
                "rates.q.period=100",
                "rates.q.high=2e-3",
                "rates.q.type=triangular");
        assertEquals(
                new Triangular(1e-4, 2e-3, 100, 0),
                setting.subject().networks().get("q").rate().schedule());
    }

    @Test
    void laterLayersWin() {
        ObjectNode file = ConfigTree.parse("rates: { actor: 2e-3, critic: 2e-3 }\na2c: { discount: 0.9 }", "file");
        Setting setting = CATALOG.resolve(
                "cartpole-a2c",
                new PresetCatalog.Overrides(
                        file, List.of("rates.critic=3e-3", "a2c.gae-lambda=0.8"), List.of("a2c.gae-lambda=0.7")));
        JsonNode config = setting.config();
        assertEquals(2e-3, config.at("/rates/actor").doubleValue());
        assertEquals(3e-3, config.at("/rates/critic").doubleValue());
        assertEquals(0.9, config.at("/a2c/discount").doubleValue());
        assertEquals(0.7, config.at("/a2c/gae-lambda").doubleValue());
        assertEquals(5, config.at("/a2c/rollout-steps").intValue());
    }

    /** Sets every key there is, of every kind of setting, to another value; each must change what trains. */
    @ParameterizedTest
    @MethodSource("names")
    void everyKeyReachesTheTrainer(String name) {
        Setting original = resolve(name);
        Map<String, String> keys = new LinkedHashMap<>();
        collect("", original.config(), keys);
        leaveOutFixed(name, keys);
        assertTrue(keys.size() > 20, "only " + keys);
        keys.forEach((path, value) -> assertNotEquals(
                original.subject(), resolve(name, path + "=" + value).subject(), path + "=" + value));
    }

    /** All keys changed at once stand in the configuration that is written, and are the same setting when read back. */
    @ParameterizedTest
    @MethodSource("names")
    void everyKeyIsWrittenAndReadBack(String name) {
        Map<String, String> keys = new LinkedHashMap<>();
        collect("", resolve(name).config(), keys);
        leaveOutFixed(name, keys);
        Setting setting = resolve(
                name,
                keys.entrySet().stream()
                        .map(key -> key.getKey() + "=" + key.getValue())
                        .toArray(String[]::new));
        ObjectNode written = ConfigTree.parse(ConfigTree.toYaml(setting.config()), "config.yaml");
        keys.forEach((path, value) -> assertEquals(
                value.replace(" ", ""),
                written.at("/" + path.replace('.', '/')).toString().replace("\"", ""),
                path));
        assertEquals(setting.subject(), PresetCatalog.reread(name, written).subject());
        assertEquals(setting.id(), PresetCatalog.reread(name, written).id());
    }

    @Test
    void whatAScheduleLeavesOutIsFilledIn() {
        assertEquals(
                0,
                resolve("cartpole-a2c-cyclical")
                        .config()
                        .at("/rates/actor/phase")
                        .longValue());
        assertTrue(resolve("cartpole-a2c-cyclical").config().at("/rates/actor").has("phase"));
    }

    /**
     * RL4J steps one copy of an environment; with two, Acrobot's first update would come before its targets; and a planned
     * entropy weight leaves the temperature nothing to do.
     */
    private static void leaveOutFixed(String name, Map<String, String> keys) {
        if (name.contains("rl4j") || name.equals("acrobot-dqn")) {
            keys.remove("environment.lanes");
        }
        // Without momentum there is none to look ahead along.
        keys.keySet().removeIf(key -> name.equals("dirac-gan") && key.endsWith("nesterov"));
        if (keys.containsKey("sac.entropy-weight")) {
            keys.keySet().removeIf(key -> key.contains("temperature") || key.contains("initial-entropy-weight"));
        }
    }

    /** Every leaf that can be changed alone, with another value that is allowed there. */
    private static void collect(String path, JsonNode node, Map<String, String> keys) {
        node.properties().forEach(entry -> {
            String at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isObject()) {
                collect(at, value, keys);
            } else if (value.isBoolean()) {
                keys.put(at, Boolean.toString(!value.booleanValue()));
            } else if (at.endsWith("layers")) {
                keys.put(at, "[{type: lstm, units: 3}]");
            } else if (value.isArray()) {
                keys.put(at, "[3]");
            } else if (value.isIntegralNumber()) {
                keys.put(at, Long.toString(value.longValue() + 1));
            } else if (value.isNumber()) {
                keys.put(at, Double.toString(value.doubleValue() == 0 ? 0.25 : value.doubleValue() * 0.999));
            } else if (at.endsWith("activation")) {
                keys.put(at, value.textValue().equals("tanh") ? "relu" : "tanh");
            } else if (at.equals("environment.id")) {
                keys.put(at, "Other-v0");
            } else if (at.equals("engine")) {
                keys.put(at, value.textValue().equals("dl4j") ? "stacked" : "dl4j");
            }
        });
    }

    @Test
    void theIdDependsOnTheSettingAndNotOnHowItIsWritten() {
        String id = resolve("cartpole-a2c", "rates.actor=7e-4").id();
        assertEquals(
                id,
                resolve("cartpole-a2c", "rates.actor=0.0007", "a2c.gae-lambda=1")
                        .id());
        assertEquals(
                id,
                resolve("cartpole-a2c", "rates.actor={type: constant, value: 7e-4}")
                        .id());
        assertEquals(
                id,
                resolve("cartpole-a2c", "rates.actor=7e-4", "a2c.entropy-weight={type: constant, value: 0}")
                        .id());
        assertNotEquals(id, resolve("cartpole-a2c", "rates.actor=0.0008").id());
        String triangle = resolve("cartpole-a2c-cyclical").id();
        assertEquals(
                triangle,
                resolve("cartpole-a2c-cyclical", "rates.actor.phase=0").id());
        assertNotEquals(
                triangle,
                resolve("cartpole-a2c-cyclical", "rates.actor.phase=1").id());
        String restarts = "rates.q={type: cosine-restarts, high: 1e-2, low: 0, period: 7";
        assertEquals(
                resolve("cartpole-dqn", restarts + "}").id(),
                resolve("cartpole-dqn", restarts + ", multiplier: 1, phase: 0.0}")
                        .id());
        assertTrue(id.matches("[0-9a-f]{8}"), id);
    }

    @Test
    void anUnknownPresetIsAnsweredWithASuggestion() {
        String message = fault("cartpole-dqm");
        assertTrue(message.contains("'cartpole-dqm'") && message.contains("Did you mean 'cartpole-dqn'?"), message);
    }

    @Test
    void allFaultsAreReportedAtOnceEachWithItsPath() {
        String message = fault(
                "cartpole-a2c",
                "rate.actor=1e-3",
                "a2c.discont=0.9",
                "rates.critic=-1e-3",
                "networks.actor.hidden=64",
                "networks.critic.activation=rleu",
                "evaluation.episodes=many",
                "optimizers.actor.beta1=1.5");
        assertTrue(message.contains("rate is unknown. Did you mean 'rates'?"), message);
        assertTrue(message.contains("a2c.discont is unknown. Did you mean 'discount'?"), message);
        assertTrue(message.contains("rates.critic: constant schedule: value is -0.001"), message);
        assertTrue(message.contains("networks.actor.hidden is 64, but it must be a list"), message);
        assertTrue(
                message.contains("networks.critic.activation is 'rleu'") && message.contains("Did you mean 'relu'?"),
                message);
        assertTrue(message.contains("evaluation.episodes is \"many\", but it must be a whole number"), message);
        assertTrue(message.contains("optimizers.actor: adam: beta1 is 1.5"), message);
        assertEquals(7, message.lines().count(), message);
    }

    @Test
    void wrongAlgorithmsSchedulesAndAssignmentsAreNamed() {
        assertTrue(fault("cartpole-a2c", "algorithm=ac2").contains("Did you mean 'a2c'?"));
        assertTrue(fault("cartpole-dqn", "rates.q={type: cosin, high: 1}").contains("Did you mean 'cosine'?"));
        assertTrue(fault("cartpole-a2c", "rates.actor={type: cosine, high: 1e-3, low: 1e-5}")
                .contains("rates.actor.updates is missing"));
        assertTrue(fault("cartpole-dqn", "dqn.batch").contains("expected dotted.key=value"));
        assertTrue(fault("cartpole-dqn", "dqn.batch={").contains("not valid YAML"));
        assertTrue(fault("ring-gan", "data.sigma=-1").contains("must be > 0"));
        assertTrue(fault("ring-gan", "length.iterations=1.5").contains("whole number"));
    }
}
