package keel.experiments.preset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import keel.training.InvalidConfigException;
import keel.training.rate.AccuracyTarget;
import keel.training.rate.BatchScaling;
import keel.training.rate.Clamp;
import keel.training.rate.Constant;
import keel.training.rate.Cosine;
import keel.training.rate.CosineRestarts;
import keel.training.rate.Curve;
import keel.training.rate.ExpRange;
import keel.training.rate.Exponential;
import keel.training.rate.GapAware;
import keel.training.rate.Geometric;
import keel.training.rate.InverseSquareRoot;
import keel.training.rate.InverseTime;
import keel.training.rate.Jitter;
import keel.training.rate.Linear;
import keel.training.rate.Mirror;
import keel.training.rate.MultiStep;
import keel.training.rate.NetworkRate;
import keel.training.rate.Noam;
import keel.training.rate.OneCycle;
import keel.training.rate.PhaseShift;
import keel.training.rate.Piecewise;
import keel.training.rate.Plateau;
import keel.training.rate.Polynomial;
import keel.training.rate.Product;
import keel.training.rate.RateControllerSpec;
import keel.training.rate.RateSchedule;
import keel.training.rate.ReduceOnPlateau;
import keel.training.rate.RestartOnPlateau;
import keel.training.rate.Sequence;
import keel.training.rate.Sigmoid;
import keel.training.rate.Step;
import keel.training.rate.Tanh;
import keel.training.rate.Triangular;
import keel.training.rate.Triangular2;
import keel.training.rate.WarmUp;
import keel.training.rate.WarmUpStableDecay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RateReaderTest {
    private static final PresetCatalog CATALOG = new PresetCatalog();

    private static Setting resolve(String preset, String... assignments) {
        return CATALOG.resolve(preset, PresetCatalog.Overrides.of(List.of(assignments)));
    }

    private static NetworkRate rate(String preset, String network, String... assignments) {
        return resolve(preset, assignments).subject().networks().get(network).rate();
    }

    private static String fault(String preset, String... assignments) {
        return assertThrows(InvalidConfigException.class, () -> resolve(preset, assignments))
                .getMessage();
    }

    /** Each type with all parameters, and with only those that have no default. */
    static Stream<Arguments> schedules() {
        RateSchedule cosine = new Cosine(0.5, 0.25, 9, 1);
        String of = "of: {type: cosine, high: 0.5, low: 0.25, updates: 9}";
        return Stream.of(
                s("{type: constant, value: 0.5}", new Constant(0.5)),
                s("{type: linear, start: 0, end: 0.5, updates: 9}", new Linear(0, 0.5, 9)),
                s("{type: geometric, start: 1e-6, end: 0.5, updates: 9}", new Geometric(1e-6, 0.5, 9)),
                s("{type: step, initial: 0.5, factor: 0.1, every: 9}", new Step(0.5, 0.1, 9)),
                s(
                        "{type: multi-step, initial: 0.5, factor: 0.1, at: [9, 1e4]}",
                        new MultiStep(0.5, 0.1, List.of(9L, 10_000L))),
                s("{type: exponential, initial: 0.5, decay: 0.9, every: 7}", new Exponential(0.5, 0.9, 7)),
                s("{type: exponential, initial: 0.5, decay: 0.9}", new Exponential(0.5, 0.9, 1)),
                s("{type: inverse-time, initial: 0.5, decay: 3, power: 0.5}", new InverseTime(0.5, 3, 0.5)),
                s("{type: inverse-time, initial: 0.5, decay: 3}", new InverseTime(0.5, 3, 1)),
                s("{type: inverse-square-root, peak: 0.5, warm-up: 9, phase: 2}", new InverseSquareRoot(0.5, 9, 2)),
                s("{type: inverse-square-root, peak: 0.5, warm-up: 9}", new InverseSquareRoot(0.5, 9, 0)),
                s("{type: noam, scale: 0.5, width: 64, warm-up: 9}", new Noam(0.5, 64, 9)),
                s("{type: noam, width: 64, warm-up: 9}", new Noam(1, 64, 9)),
                s(
                        "{type: polynomial, high: 0.5, low: 0.1, updates: 9, power: 2, cycle: true}",
                        new Polynomial(0.5, 0.1, 9, 2, true)),
                s("{type: polynomial, high: 0.5, low: 0.1, updates: 9}", new Polynomial(0.5, 0.1, 9, 1, false)),
                s("{type: cosine, high: 0.5, low: 0.1, updates: 9, power: 2}", new Cosine(0.5, 0.1, 9, 2)),
                s("{type: cosine, high: 0.5, low: 0.1, updates: 9}", new Cosine(0.5, 0.1, 9, 1)),
                s(
                        "{type: cosine-restarts, high: 0.5, low: 0.1, period: 9, multiplier: 1.5, decay: 0.9, cycles: 3, phase: 2}",
                        new CosineRestarts(0.5, 0.1, 9, 1.5, 0.9, OptionalLong.of(3), 2)),
                s(
                        "{type: cosine-restarts, high: 0.5, low: 0.1, period: 9}",
                        new CosineRestarts(0.5, 0.1, 9, 1, 1, OptionalLong.empty(), 0)),
                s(
                        "{type: triangular, low: 0.1, high: 0.5, period: 9, rise: 0.2, phase: 3}",
                        new Triangular(0.1, 0.5, 9, 0.2, 3)),
                s("{type: triangular, low: 0.1, high: 0.5, period: 9}", new Triangular(0.1, 0.5, 9, 0.5, 0)),
                s(
                        "{type: triangular2, low: 0.1, high: 0.5, period: 9, rise: 0.2, phase: 3}",
                        new Triangular2(0.1, 0.5, 9, 0.2, 3)),
                s("{type: triangular2, low: 0.1, high: 0.5, period: 9}", new Triangular2(0.1, 0.5, 9, 0.5, 0)),
                s(
                        "{type: exp-range, low: 0.1, high: 0.5, period: 9, gamma: 0.9, rise: 0.2, phase: 3}",
                        new ExpRange(0.1, 0.5, 9, 0.9, 0.2, 3)),
                s(
                        "{type: exp-range, low: 0.1, high: 0.5, period: 9, gamma: 0.9}",
                        new ExpRange(0.1, 0.5, 9, 0.9, 0.5, 0)),
                s(
                        "{type: one-cycle, high: 0.5, updates: 9, rise: 0.2, start-divisor: 5, end-divisor: 6, curve: linear, three-phase: true}",
                        new OneCycle(0.5, 9, 0.2, 5, 6, Curve.LINEAR, true)),
                s("{type: one-cycle, high: 0.5, updates: 9}", new OneCycle(0.5, 9, 0.3, 25, 1e4, Curve.COSINE, false)),
                s(
                        "{type: warm-up-stable-decay, high: 0.5, warm-up: 1, stable: 2, decay: 3, start: 0.1, low: 0.2, curve: square-root}",
                        new WarmUpStableDecay(0.5, 1, 2, 3, 0.1, 0.2, Curve.SQUARE_ROOT)),
                s(
                        "{type: warm-up-stable-decay, high: 0.5, warm-up: 1, stable: 2, decay: 3}",
                        new WarmUpStableDecay(0.5, 1, 2, 3, 0, 0, Curve.COSINE)),
                s("{type: sigmoid, start: 0.5, end: 0.1, middle: 9, width: 2}", new Sigmoid(0.5, 0.1, 9, 2)),
                s("{type: tanh, high: 0.5, low: 0.1, updates: 9, lower: -4, upper: 4}", new Tanh(0.5, 0.1, 9, -4, 4)),
                s("{type: tanh, high: 0.5, low: 0.1, updates: 9}", new Tanh(0.5, 0.1, 9, -6, 3)),
                s(
                        "{type: piecewise, at: [0, 9], values: [0.5, 1e-3], curve: linear}",
                        new Piecewise(List.of(0L, 9L), List.of(0.5, 1e-3), Curve.LINEAR)),
                s(
                        "{type: piecewise, at: [0, 9], values: [0.5, 1]}",
                        new Piecewise(List.of(0L, 9L), List.of(0.5, 1.0), Curve.HOLD)),
                s("{type: warm-up, updates: 9, start: 0.1, " + of + "}", new WarmUp(9, 0.1, cosine)),
                s("{type: warm-up, updates: 9, of: 0.5}", new WarmUp(9, 0, new Constant(0.5))),
                s(
                        "{type: sequence, of: [0.1, {type: cosine, high: 0.5, low: 0.25, updates: 9}], lengths: [7]}",
                        new Sequence(List.of(new Constant(0.1), cosine), List.of(7L))),
                s("{type: product, of: [0.1, 0.2]}", new Product(List.of(new Constant(0.1), new Constant(0.2)))),
                s("{type: clamp, low: 0.3, high: 0.4, " + of + "}", new Clamp(0.3, OptionalDouble.of(0.4), cosine)),
                s("{type: clamp, " + of + "}", new Clamp(0, OptionalDouble.empty(), cosine)),
                s("{type: phase-shift, by: 4, " + of + "}", new PhaseShift(4, cosine)),
                s("{type: mirror, " + of + "}", new Mirror(cosine)),
                s(
                        "{type: jitter, distribution: uniform, spread: 0.1, seed: 3, " + of + "}",
                        new Jitter(Jitter.Distribution.UNIFORM, 0.1, 3, cosine)),
                s(
                        "{type: jitter, spread: 0.1, " + of + "}",
                        new Jitter(Jitter.Distribution.LOG_NORMAL, 0.1, 0, cosine)));
    }

    private static Arguments s(String yaml, RateSchedule expected) {
        return Arguments.of(yaml, expected);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void everyScheduleCanBeWrittenAndReadBack(String yaml, RateSchedule expected) {
        Setting setting = resolve("cartpole-dqn", "rates.q=" + yaml);
        assertEquals(expected, setting.subject().networks().get("q").rate().schedule());
        assertTrue(yaml.contains("type: " + expected.type()));
        Setting again = PresetCatalog.reread(
                "cartpole-dqn", ConfigTree.parse(ConfigTree.toYaml(setting.config()), "config.yaml"));
        assertEquals(setting.subject(), again.subject());
        assertEquals(setting.id(), again.id());
    }

    @Test
    void everyTypeIsTriedInFullAndIsCalledAsItIsInConfigurations() {
        List<RateSchedule> all = schedules().map(a -> (RateSchedule) a.get()[1]).toList();
        assertEquals(
                Set.of(RateSchedule.class.getPermittedSubclasses()),
                all.stream().map(Object::getClass).collect(Collectors.toSet()));
        assertEquals(
                ScheduleTypes.ALL.keySet(),
                all.stream().map(RateSchedule::type).collect(Collectors.toCollection(TreeSet::new)));
        controllers()
                .map(a -> (RateControllerSpec) a.get()[1])
                .forEach(c -> assertTrue(ControllerTypes.ALL.containsKey(c.type())));
        assertEquals(RateControllerSpec.class.getPermittedSubclasses().length, ControllerTypes.ALL.size());
    }

    static Stream<Arguments> controllers() {
        return Stream.of(
                c(
                        "{type: reduce-on-plateau, metric: loss/generator, mode: max, factor: 0.5, patience: 3, threshold: 0.2, threshold-mode: abs, cooldown: 4, min-rate: 1e-6, eps: 0}",
                        new ReduceOnPlateau(
                                "loss/generator",
                                new Plateau(Plateau.Mode.MAX, 3, 0.2, Plateau.ThresholdMode.ABS, 4),
                                0.5,
                                1e-6,
                                0)),
                c(
                        "{type: reduce-on-plateau, metric: loss/generator, mode: min}",
                        new ReduceOnPlateau(
                                "loss/generator",
                                new Plateau(Plateau.Mode.MIN, 10, 1e-4, Plateau.ThresholdMode.REL, 0),
                                0.1,
                                0,
                                1e-8)),
                c(
                        "{type: restart-on-plateau, metric: loss/generator, mode: max, patience: 3, threshold: 0.2, threshold-mode: abs, cooldown: 4}",
                        new RestartOnPlateau(
                                "loss/generator", new Plateau(Plateau.Mode.MAX, 3, 0.2, Plateau.ThresholdMode.ABS, 4))),
                c(
                        "{type: gap-aware, metric: loss/generator, ideal: 2, below: 0.3, above: 0.4, lowest: 0.5, highest: 3, smoothing: 0}",
                        new GapAware("loss/generator", 2, 0.3, 0.4, 0.5, 3, 0)),
                c("{type: gap-aware, ideal: 2}", new GapAware("loss/discriminator", 2, 0.1, 0.1, 0.1, 2, 0.95)),
                c(
                        "{type: accuracy-target, metric: loss/generator, target: 0.6, above-target: raise, speed: 0.2, lowest: 0.5, highest: 3}",
                        new AccuracyTarget("loss/generator", 0.6, AccuracyTarget.Response.RAISE, 0.2, 0.5, 3)),
                c(
                        "{type: accuracy-target}",
                        new AccuracyTarget(
                                "discriminator/accuracy_real", 0.8, AccuracyTarget.Response.LOWER, 0.01, 0.1, 2)));
    }

    private static Arguments c(String yaml, RateControllerSpec expected) {
        return Arguments.of(yaml, expected);
    }

    @ParameterizedTest
    @MethodSource("controllers")
    void everyControllerCanBeWritten(String yaml, RateControllerSpec expected) {
        String[] set = {"controllers.discriminator=" + yaml};
        assertEquals(
                Optional.of(expected), rate("ring-gan", "discriminator", set).controller());
        assertEquals(Optional.empty(), rate("ring-gan", "generator", set).controller());
    }

    @Test
    void momentumAndLayerRatesBelongToTheNetworkTheyAreWrittenFor() {
        String[] set = {
            "momentum={actor: {type: linear, start: 0.9, end: 0.5, updates: 9}, critic: 0.8}",
            "layer-rates.actor=[1, 0.5, 0]"
        };
        NetworkRate actor = rate("cartpole-a2c", "actor", set);
        assertEquals(Optional.of(new Linear(0.9, 0.5, 9)), actor.momentum());
        assertEquals(List.of(1.0, 0.5, 0.0), actor.layers());
        NetworkRate critic = rate("cartpole-a2c", "critic", set);
        assertEquals(Optional.of(new Constant(0.8)), critic.momentum());
        assertEquals(List.of(), critic.layers());
    }

    @Test
    void batchScalingTakesTheBatchThatTrains() {
        String[] set = {"batch-scaling={rule: square-root, reference-batch: 10}"};
        // 128 transitions; 5 steps of 8 lanes; 256 samples.
        for (Arguments a : List.of(
                Arguments.of("cartpole-dqn", "q", 128L),
                Arguments.of("cartpole-a2c", "critic", 40L),
                Arguments.of("ring-gan", "generator", 256L))) {
            assertEquals(
                    Optional.of(new BatchScaling(BatchScaling.Rule.SQUARE_ROOT, 10, (Long) a.get()[2])),
                    rate((String) a.get()[0], (String) a.get()[1], set).scaling());
        }
    }

    @Test
    void whatIsLeftOutInsideOfAnotherScheduleIsFilledInAndDoesNotChangeTheId() {
        String left =
                "rates.q={type: sequence, lengths: [5], of: [1e-3, {type: warm-up, updates: 3, of: {type: triangular, low: 0, high: 1, period: 4%s}}]}";
        Setting setting = resolve("cartpole-dqn", left.formatted(""));
        JsonNode triangle = setting.config().at("/rates/q/of/1/of");
        assertEquals(0.5, triangle.path("rise").doubleValue());
        assertTrue(triangle.has("phase"));
        assertEquals(
                setting.id(),
                resolve(
                                "cartpole-dqn",
                                left.formatted(", rise: 0.5, phase: 0")
                                        .replace("[1e-3", "[{type: constant, value: 0.001}"))
                        .id());
        assertNotEquals(
                setting.id(),
                resolve("cartpole-dqn", left.formatted(", rise: 0.4")).id());
    }

    @Test
    void whatIsNotUsedDoesNotChangeTheId() {
        String id = resolve("ring-gan").id();
        assertEquals(
                id,
                resolve("ring-gan", "momentum={}", "controllers={}", "layer-rates={}")
                        .id());
        String controlled = resolve("ring-gan", "controllers.discriminator={type: gap-aware, ideal: 2}")
                .id();
        assertNotEquals(id, controlled);
        assertEquals(
                controlled,
                resolve(
                                "ring-gan",
                                "controllers.discriminator={type: gap-aware, ideal: 2.0, highest: 2, smoothing: 0.95}")
                        .id());
    }

    @Test
    void faultsInsideOfSchedulesAreReportedAtOnceWithTheirPaths() {
        List<String> faults = fault(
                        "cartpole-a2c",
                        "rates.actor={type: warm-up, updates: 5, of: {type: cosine, high: much, updates: 1.5, lwo: 1}}",
                        "rates.critic={type: sequence, lengths: [5], of: [{type: cosin}, {type: clamp, low: 2, high: 1, of: 1}, -1]}",
                        "momentum.actor={type: jitter, distribution: unifrom, spread: 0.1}",
                        "momentum.critic=1.5",
                        "controllers.critic={type: gap-aware, ideal: 2, highest: 0.5}",
                        "controllers.crtic={type: gap-aware, ideal: 2}",
                        "batch-scaling={rule: lineal, reference-batch: 64}",
                        "layer-rates.actor=[1, 1]",
                        "layer-rates.critic=[1, x, 1]")
                .lines()
                .toList();
        for (String expected : List.of(
                "rates.actor.of.high is \"much\", but it must be a number",
                "rates.actor.of.low is missing",
                "rates.actor.of.updates is 1.5, but it must be a whole number",
                "rates.actor.of.lwo is unknown. Did you mean 'low'?",
                "rates.critic.of.0.type is 'cosin', which is none of: clamp, constant,",
                "rates.critic.of.1: clamp schedule: low (2.0) is above high (1.0)",
                "rates.critic.of.2: constant schedule: value is -1.0",
                "momentum.actor.distribution is 'unifrom'",
                "momentum.actor.of is missing; it must be a rate such as 1e-3, or a mapping",
                "controllers.critic: gap-aware controller: highest is 0.5",
                "controllers.crtic is unknown. Did you mean 'critic'?",
                "batch-scaling.rule is 'lineal'",
                "layer-rates.actor: there are 2 factors, but the network has 3 layers",
                "layer-rates.critic is [1,\"x\",1], but it must be a list of numbers")) {
            assertEquals(
                    1,
                    faults.stream().filter(fault -> fault.startsWith(expected)).count(),
                    () -> expected + "\n" + String.join("\n", faults));
        }
        assertEquals(14, faults.size(), () -> String.join("\n", faults));
    }

    @Test
    void aMomentumOfOneIsRefused() {
        assertTrue(fault("cartpole-dqn", "momentum.q=1")
                .startsWith("rates.q: momentum: the constant schedule reaches up to 1.0"));
    }

    @Test
    void aNewTypeAloneAsksForAllItsParametersAtOnce() {
        String[] faults = fault("cartpole-dqn", "rates.q.type=triangular").split("\n", -1);
        assertEquals(
                List.of("rates.q.low is missing", "rates.q.high is missing", "rates.q.period is missing"),
                Arrays.stream(faults).map(fault -> fault.split(";", 2)[0]).toList());
        // From a plain number, too.
        assertTrue(
                fault("cartpole-a2c-cyclical", "rates.critic.type=linear").contains("rates.critic.start is missing"));
        // Parameters of the old type are gone; written again they are unknown.
        String kept = fault("cartpole-dqn", "rates.q={type: constant, value: 1, high: 2, updates: 3}");
        assertTrue(kept.contains("rates.q.high is unknown.") && kept.contains("rates.q.updates is unknown."), kept);
        assertTrue(kept.contains("Known here: type, value."), kept);
        assertFalse(fault("cartpole-dqn", "rates.q.type=tringular").contains("missing"));
    }

    @Test
    void aControllerThatWouldNeverHearItsMetricIsRefused() {
        List<String> faults = fault(
                        "cartpole-dqn",
                        "controllers.q={type: reduce-on-plateau, mode: max, metric: eval/retrun, patience: 3}")
                .lines()
                .toList();
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(
                faults.get(0).startsWith("controllers.q.metric is 'eval/retrun', which is never measured here.")
                        && faults.get(0).contains("Did you mean 'eval/return'?"),
                faults::toString);
    }
}
