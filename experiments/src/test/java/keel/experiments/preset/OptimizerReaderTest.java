package keel.experiments.preset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import keel.training.InvalidConfigException;
import keel.training.NetworkTraining;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.AdamWSpec;
import keel.training.optimizer.AmsGradSpec;
import keel.training.optimizer.ExtragradientSpec;
import keel.training.optimizer.GradientClipping;
import keel.training.optimizer.LookaheadSpec;
import keel.training.optimizer.OptimisticAdamSpec;
import keel.training.optimizer.OptimisticSgdSpec;
import keel.training.optimizer.OptimizerSpec;
import keel.training.optimizer.RestartReset;
import keel.training.optimizer.RmsPropSpec;
import keel.training.optimizer.SgdSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerReaderTest {
    private static final PresetCatalog CATALOG = new PresetCatalog();

    private static Setting resolve(String... assignments) {
        return CATALOG.resolve("cartpole-dqn", PresetCatalog.Overrides.of(List.of(assignments)));
    }

    private static NetworkTraining q(String... assignments) {
        return resolve(assignments).subject().networks().get("q");
    }

    private static List<String> faults(String... assignments) {
        return assertThrows(InvalidConfigException.class, () -> resolve(assignments))
                .getMessage()
                .lines()
                .toList();
    }

    static Stream<Arguments> types() {
        return Stream.of(
                Arguments.of("sgd", new SgdSpec(0, false, 0)),
                Arguments.of("rmsprop", new RmsPropSpec(0.99, 1e-8, false, 0, 0)),
                Arguments.of("adam", new AdamSpec(0.9, 0.999, 1e-8)),
                Arguments.of("amsgrad", new AmsGradSpec(0.9, 0.999, 1e-8, 0)),
                Arguments.of("adamw", new AdamWSpec(0.9, 0.999, 1e-8, 0.01)),
                Arguments.of("optimistic-adam", new OptimisticAdamSpec(0.5, 0.9, 1e-8)),
                Arguments.of("optimistic-sgd", new OptimisticSgdSpec()));
    }

    @ParameterizedTest
    @MethodSource("types")
    void aTypeAloneTakesItsOwnConstantsAndLeavesClippingAlone(String type, OptimizerSpec expected) {
        NetworkTraining training = q("optimizers.q.type=" + type);
        assertEquals(expected, training.optimizer());
        assertEquals(type, training.optimizer().type());
        assertEquals(GradientClipping.byNorm(10), training.clipping());
        assertEquals(RestartReset.NOTHING, training.restartReset());
    }

    static Stream<Arguments> written() {
        return Stream.of(
                Arguments.of(
                        "{type: sgd, momentum: 0.9, nesterov: true, weight-decay: 1e-4}", new SgdSpec(0.9, true, 1e-4)),
                Arguments.of("{type: sgd, momentum: -0.5}", new SgdSpec(-0.5, false, 0)),
                Arguments.of(
                        "{type: rmsprop, alpha: 0.9, epsilon: 1e-5, centered: true, momentum: 0.5, weight-decay: 0.1}",
                        new RmsPropSpec(0.9, 1e-5, true, 0.5, 0.1)),
                Arguments.of(
                        "{type: adam, beta1: 0.5, beta2: 0.9, epsilon: 1e-3, weight-decay: 0.1}",
                        new AdamSpec(0.5, 0.9, 1e-3, 0.1)),
                Arguments.of(
                        "{type: amsgrad, beta1: 0.5, beta2: 0.9, epsilon: 1e-3, weight-decay: 0.1}",
                        new AmsGradSpec(0.5, 0.9, 1e-3, 0.1)),
                Arguments.of(
                        "{type: adamw, beta1: 0.5, beta2: 0.9, epsilon: 1e-3, weight-decay: 0.1}",
                        new AdamWSpec(0.5, 0.9, 1e-3, 0.1)),
                Arguments.of(
                        "{type: optimistic-adam, beta1: 0.25, beta2: 0.8, epsilon: 1e-3}",
                        new OptimisticAdamSpec(0.25, 0.8, 1e-3)));
    }

    @ParameterizedTest
    @MethodSource("written")
    void everyConstantCanBeWritten(String yaml, OptimizerSpec expected) {
        assertEquals(expected, q("optimizers.q=" + yaml).optimizer());
    }

    @Test
    void constantsMayStandBeforeTheType() {
        assertEquals(
                new SgdSpec(0.9, true, 0),
                q("optimizers.q.momentum=0.9", "optimizers.q.nesterov=true", "optimizers.q.type=sgd")
                        .optimizer());
    }

    @Test
    void theAlgorithmsConstantsStayWithItsType() {
        NetworkTraining actor = CATALOG.resolve(
                        "cartpole-a2c",
                        PresetCatalog.Overrides.of(List.of("optimizers.actor.type=adam", "optimizers.actor.beta1=0.5")))
                .subject()
                .networks()
                .get("actor");
        assertEquals(new AdamSpec(0.5, 0.999, 1e-5), actor.optimizer());
    }

    @Test
    void clippingAndResetCanBeSetAndTakenAway() {
        NetworkTraining training = q(
                "optimizers.q.max-gradient-norm=null",
                "optimizers.q.max-gradient-value=0.5",
                "optimizers.q.on-restart=step-count");
        assertEquals(new GradientClipping(Optional.of(0.5), Optional.empty()), training.clipping());
        assertEquals(RestartReset.STEP_COUNT, training.restartReset());
        assertEquals(RestartReset.MOMENTS, q("optimizers.q.on-restart=moments").restartReset());
        assertEquals(
                GradientClipping.NONE,
                q("optimizers.q={type: sgd, max-gradient-norm: null}").clipping());
    }

    @Test
    void showHasEveryConstant() {
        JsonNode sgd = resolve("optimizers.q.type=sgd").config().at("/optimizers/q");
        assertEquals(
                ConfigTree.parse(
                        "{type: sgd, momentum: 0.0, nesterov: false, weight-decay: 0.0, on-restart: nothing, max-gradient-norm: 10}",
                        "test"),
                sgd);
        JsonNode adam = resolve().config().at("/optimizers/q");
        assertEquals(0.0, adam.get("weight-decay").doubleValue());
        assertEquals("nothing", adam.get("on-restart").textValue());
        assertFalse(adam.has("max-gradient-value"));
    }

    @Test
    void theIdIsOneHoweverTheOptimiserIsWritten() {
        String id = resolve().id();
        assertEquals(id, resolve("optimizers.q.weight-decay=0").id());
        assertEquals(id, resolve("optimizers.q.on-restart=nothing").id());
        assertEquals(id, resolve("optimizers.q.type=adam").id());
        assertNotEquals(id, resolve("optimizers.q.weight-decay=0.1").id());
        assertNotEquals(id, resolve("optimizers.q.on-restart=moments").id());
        String sgd = resolve("optimizers.q.type=sgd").id();
        assertNotEquals(id, sgd);
        assertEquals(
                sgd,
                resolve("optimizers.q={type: sgd, nesterov: false, momentum: 0}")
                        .id());
        Setting setting = resolve("optimizers.q.type=rmsprop");
        assertEquals(
                setting.id(),
                PresetCatalog.reread("cartpole-dqn", setting.config()).id());
    }

    @Test
    void faultsAreNamedAtTheirPath() {
        List<String> unknown = faults("optimizers.q.type=adm");
        assertEquals(1, unknown.size(), unknown::toString);
        assertTrue(
                unknown.get(0).startsWith("optimizers.q.type is 'adm'")
                        && unknown.get(0).contains("optimistic-adam")
                        && unknown.get(0).contains("Did you mean 'adam'?"),
                unknown::toString);

        List<String> leftover = faults("optimizers.q.type=sgd", "optimizers.q.beta1=0.5");
        assertEquals(1, leftover.size(), leftover::toString);
        assertTrue(leftover.get(0).startsWith("optimizers.q.beta1 is unknown."), leftover::toString);

        List<String> several = faults(
                "optimizers.q.type=rmsprop",
                "optimizers.q.alpha=2",
                "optimizers.q.centered=1",
                "optimizers.q.max-gradient-value=0",
                "optimizers.q.on-restart=moment");
        assertEquals(4, several.size(), several::toString);
        String all = String.join("\n", several);
        assertTrue(all.contains("optimizers.q: rmsprop: alpha is 2.0"), all);
        assertTrue(all.contains("optimizers.q.centered is 1, but it must be true or false"), all);
        assertTrue(all.contains("optimizers.q: max-gradient-value is 0.0"), all);
        assertTrue(all.contains("optimizers.q.on-restart is 'moment'") && all.contains("'moments'"), all);
    }

    @Test
    void agentsComputeOneGradientAnUpdateAndSaySo() {
        List<String> faults = faults("optimizers.q.extragradient=true");
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(
                faults.get(0).startsWith("optimizers.q is extragradient")
                        && faults.get(0).contains("Use it for GANs"),
                faults::toString);
        assertEquals(
                new LookaheadSpec(5, 0.5, false, new AdamSpec(0.9, 0.999, 1e-8)),
                resolve("optimizers.q.lookahead={every: 5, alpha: 0.5}")
                        .subject()
                        .networks()
                        .get("q")
                        .optimizer());
    }

    @Test
    void aMomentumThatTheOptimiserCannotUseIsRefusedBeforeAnythingTrains() {
        List<String> faults = faults("optimizers.q.type=optimistic-sgd", "momentum.q=0.9");
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(
                faults.get(0).startsWith("momentum.q: a momentum from 0.9 to 0.9 cannot be used by optimistic-sgd"),
                faults::toString);
    }

    private static Optional<OptimizerSpec> player(String yaml, List<String> faults) {
        ObjectNode config = OptimizerForm.complete(ConfigTree.parse("optimizers: { generator: " + yaml + " }", "test"));
        Section optimizers = new Section("", config, faults).section("optimizers");
        return OptimizerReader.read(optimizers, "generator").map(OptimizerReader.Read::optimizer);
    }

    private static OptimizerSpec player(String yaml) {
        List<String> faults = new ArrayList<>();
        Optional<OptimizerSpec> spec = player(yaml, faults);
        assertEquals(List.of(), faults);
        return spec.orElseThrow();
    }

    @Test
    void aPlayersOptimiserMayBeWrapped() {
        AdamSpec adam = new AdamSpec(0.9, 0.999, 1e-8);
        assertEquals(adam, player("{type: adam}"));
        assertEquals(adam, player("{type: adam, extragradient: false}"));
        assertEquals(new ExtragradientSpec(adam), player("{type: adam, extragradient: true}"));
        assertEquals(new LookaheadSpec(5, 0.5, false, adam), player("{type: adam, lookahead: {every: 5, alpha: 0.5}}"));
        assertEquals(
                new LookaheadSpec(10, 0.25, true, new ExtragradientSpec(new SgdSpec(0, false, 0))),
                player("{type: sgd, extragradient: true, lookahead: {every: 10, alpha: 0.25, reset-moments: true}}"));
    }

    @Test
    void faultsOfWrappersAreNamedToo() {
        List<String> faults = new ArrayList<>();
        assertEquals(
                Optional.empty(),
                player("{type: optimistic-sgd, extragradient: true, lookahead: {every: 0, alpha: 0.5, k: 5}}", faults));
        String all = String.join("\n", faults);
        assertTrue(all.contains("optimizers.generator: extragradient over optimistic-sgd"), all);
        assertTrue(all.contains("optimizers.generator.lookahead.k is unknown"), all);
        List<String> zero = new ArrayList<>();
        assertEquals(Optional.empty(), player("{type: sgd, lookahead: {every: 0, alpha: 0.5}}", zero));
        assertTrue(zero.get(0).startsWith("optimizers.generator.lookahead: lookahead: every is 0"), zero::toString);
    }
}
