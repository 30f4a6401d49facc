package keel.gans;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import keel.gans.data.RingSpec;
import keel.gans.loss.GanLoss;
import keel.gans.loss.LabelSmoothing;
import keel.gans.loss.NonSaturating;
import keel.gans.loss.RelativisticPairing;
import keel.gans.loss.Wasserstein;
import keel.training.InvalidConfigException;
import keel.training.MemberResult;
import keel.training.NetworkTraining;
import keel.training.checkpoint.StateWriter;
import keel.training.network.Activation;
import keel.training.network.Engine;
import keel.training.network.LayerSpec;
import keel.training.network.NetworkSpec;
import keel.training.network.OutputSpec;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.ExtragradientSpec;
import keel.training.optimizer.LookaheadSpec;
import keel.training.optimizer.OptimizerSpec;
import keel.training.rate.Constant;
import keel.training.rate.Cosine;
import keel.training.rate.Linear;
import keel.training.rate.RateSchedule;
import keel.training.rate.Triangular;
import keel.training.telemetry.MetricRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GanTrainerTest {
    private static GanSpec spec(RateSchedule generator, RateSchedule discriminator) {
        return spec(generator, discriminator, 32, 60, 32, Engine.STACKED);
    }

    private static GanSpec spec(
            RateSchedule generator, RateSchedule discriminator, int hidden, long iterations, int batch, Engine engine) {
        return new GanSpec(
                new RingSpec(8, 1, 0.01),
                new LatentSpec(16, LatentSpec.Noise.NORMAL),
                batch,
                iterations,
                training(generator, Activation.RELU, hidden),
                training(discriminator, Activation.LEAKY_RELU, hidden),
                new NonSaturating(),
                new RegularizerSpec(0.02, 0, 0, 1, Optional.empty(), new Constant(0)),
                UpdateSpec.ALTERNATING,
                Optional.empty(),
                new EvaluationSpec(20, 2500),
                1,
                engine);
    }

    private static NetworkTraining training(RateSchedule rate, Activation activation, int hidden) {
        return NetworkTraining.of(
                new NetworkSpec(List.of(hidden, hidden), activation), new AdamSpec(0, 0.99, 1e-8), rate);
    }

    private record Trained(List<List<MetricRecord>> records, List<MemberResult> results) {
        List<Double> values(int member, String metric) {
            return records.get(member).stream()
                    .filter(r -> r.values().containsKey(metric))
                    .map(r -> r.values().get(metric))
                    .toList();
        }
    }

    /** Keeps one member's records, and tells of safe points by number. */
    private static final class Recording implements RecordObserver {
        private final List<MetricRecord> records;
        private final int of;
        private final IntConsumer atSafePoint;
        private int safePoints;

        Recording(List<MetricRecord> records, int of, IntConsumer atSafePoint) {
            this.records = records;
            this.of = of;
            this.atSafePoint = atSafePoint;
        }

        @Override
        public void record(int member, MetricRecord record) {
            if (member == of) {
                records.add(record);
            }
        }

        @Override
        public void safePoint(boolean last) {
            atSafePoint.accept(safePoints++);
        }
    }

    private static Trained train(List<GanSpec> specs, long... seeds) {
        List<List<MetricRecord>> records = new ArrayList<>();
        specs.forEach(spec -> records.add(new ArrayList<>()));
        try (GanTrainer trainer = GanTrainer.create(specs, seeds)) {
            List<MemberResult> results = trainer.train(new RecordObserver() {
                @Override
                public void record(int member, MetricRecord record) {
                    records.get(member).add(record);
                }
            });
            return new Trained(records, results);
        }
    }

    @Test
    void theSameSeedTwiceGivesTheSameRecordsAndAnotherSeedGivesOthers() {
        GanSpec spec = spec(new Constant(1e-3), new Constant(1e-3));
        Trained first = train(List.of(spec), 5);
        assertEquals(first, train(List.of(spec), 5));
        assertNotEquals(first.records(), train(List.of(spec), 6).records());
    }

    @Test
    void aMemberOfACohortRecordsWhatItRecordsAloneEvenBesideOneThatDiverges() {
        GanSpec slow = spec(new Constant(1e-4), new Constant(4e-4));
        GanSpec fast = spec(new Triangular(1e-4, 1e-2, 10, 0), new Constant(1e-3));
        GanSpec hopeless = spec(new Constant(1e-3), new Constant(1e30));
        Trained cohort = train(List.of(slow, hopeless, fast), 1, 2, 3);
        assertEquals(train(List.of(slow), 1).records().get(0), cohort.records().get(0));
        assertEquals(train(List.of(fast), 3).records().get(0), cohort.records().get(2));
        assertEquals(MemberResult.Status.DIVERGED, cohort.results().get(1).status());
        assertTrue(
                cohort.results().get(1).reason().matches("(discriminator|generator): .* at update \\d+ .*"),
                cohort.results().get(1).reason());
        assertEquals(
                train(List.of(hopeless), 2).results().get(0), cohort.results().get(1));
        assertEquals(MemberResult.Status.COMPLETED, cohort.results().get(2).status());
    }

    /** Saves member 1 of 2 at a safe point; that member alone goes on as it did in the cohort. */
    @ParameterizedTest
    @CsvSource({"0, STACKED", "17, STACKED", "20, STACKED", "59, STACKED", "31, DL4J"})
    void aRestoredMemberGoesOnAsItWouldHave(int safePoint, Engine engine) {
        GanSpec spec = spec(new Triangular(1e-4, 1e-3, 7, 3), new Constant(1e-3), 32, 60, 32, engine);
        boolean stacked = engine == Engine.STACKED;
        long[] seeds = stacked ? new long[] {4, 5} : new long[] {5};
        int member = seeds.length - 1;
        List<MetricRecord> all = new ArrayList<>();
        int[] before = new int[1];
        StateWriter state = new StateWriter();
        List<MemberResult> results;
        try (GanTrainer trainer = GanTrainer.create(Collections.nCopies(seeds.length, spec), seeds)) {
            results = trainer.train(new Recording(all, member, point -> {
                if (point == safePoint) {
                    trainer.save(member, state);
                    before[0] = all.size();
                }
            }));
        }
        List<MetricRecord> resumed = new ArrayList<>();
        try (GanTrainer trainer = GanTrainer.create(List.of(spec), new long[] {5})) {
            trainer.restore(0, state.reader());
            assertEquals(safePoint, trainer.clock());
            assertEquals(List.of(results.get(member)), trainer.train(new Recording(resumed, 0, point -> {})));
        }
        assertTrue(before[0] < all.size());
        assertEquals(all.subList(before[0], all.size()), resumed);
    }

    /** The list that names of metrics are checked against is neither too short nor too long. */
    @Test
    void whatIsRecordedIsWhatTheSpecSaysMayBe() {
        GanSpec spec = spec(new Constant(1e-3), new Constant(1e-3));
        Set<String> recorded = new TreeSet<>();
        train(List.of(spec), 5)
                .records()
                .get(0)
                .forEach(record -> recorded.addAll(record.values().keySet()));
        Set<String> expected = new TreeSet<>(spec.metrics());
        // Of clipped gradients, of rates that are more than a schedule, and of pairs that collapsed.
        expected.removeIf(name ->
                name.matches("(clipped_norm|rate_factor|controller_factor|schedule_update|momentum|collapse)/.*"));
        assertEquals(expected, recorded);
    }

    static Stream<OptimizerSpec> wrappers() {
        AdamSpec adam = new AdamSpec(0, 0.99, 1e-8);
        return Stream.of(
                new ExtragradientSpec(adam),
                new LookaheadSpec(4, 0.5, true, adam),
                new LookaheadSpec(3, 0.5, false, new ExtragradientSpec(adam)));
    }

    private static GanSpec wrapped(OptimizerSpec optimizer, double rate) {
        GanSpec s = spec(new Constant(rate), new Constant(rate));
        return new GanSpec(
                s.data(),
                s.latent(),
                s.batch(),
                s.iterations(),
                NetworkTraining.of(s.generator().network(), optimizer, new Constant(rate)),
                NetworkTraining.of(s.discriminator().network(), optimizer, new Constant(rate)),
                s.loss(),
                s.regularizers(),
                s.updates(),
                s.averageDecay(),
                s.evaluation(),
                s.telemetryEveryUpdates(),
                s.engine());
    }

    /** Each wrapper trains, alone as in a cohort beside one that diverges, and goes on from a checkpoint in between. */
    @ParameterizedTest
    @MethodSource("wrappers")
    void playersThatLookAheadOrBackTrainAndResume(OptimizerSpec optimizer) {
        GanSpec spec = wrapped(optimizer, 1e-3);
        Trained cohort = train(List.of(spec, wrapped(optimizer, 1e30), spec), 1, 2, 3);
        Trained alone = train(List.of(spec), 3);
        assertEquals(alone.records().get(0), cohort.records().get(2));
        assertEquals(MemberResult.Status.DIVERGED, cohort.results().get(1).status());
        assertNotEquals(
                alone.values(0, "loss/generator"),
                train(List.of(wrapped(new AdamSpec(0, 0.99, 1e-8), 1e-3)), 3).values(0, "loss/generator"));

        StateWriter state = new StateWriter();
        List<MetricRecord> all = new ArrayList<>();
        int[] before = new int[1];
        try (GanTrainer trainer = GanTrainer.create(List.of(spec), new long[] {3})) {
            trainer.train(new Recording(all, 0, point -> {
                if (point == 26) {
                    trainer.save(0, state);
                    before[0] = all.size();
                }
            }));
        }
        List<MetricRecord> resumed = new ArrayList<>();
        try (GanTrainer trainer = GanTrainer.create(List.of(spec), new long[] {3})) {
            trainer.restore(0, state.reader());
            trainer.train(new Recording(resumed, 0, point -> {}));
        }
        assertEquals(all.subList(before[0], all.size()), resumed);
    }

    private static GanSpec with(GanLoss loss, RegularizerSpec regularizers, UpdateSpec updates, double averageDecay) {
        GanSpec s = spec(new Constant(1e-3), new Constant(2e-3));
        return new GanSpec(
                s.data(),
                s.latent(),
                s.batch(),
                s.iterations(),
                s.generator(),
                s.discriminator(),
                loss,
                regularizers,
                updates,
                Optional.of(averageDecay),
                s.evaluation(),
                s.telemetryEveryUpdates(),
                s.engine());
    }

    static Stream<GanSpec> tricks() {
        RateSchedule fading = new Linear(0.1, 0, 40);
        return Stream.of(
                with(
                        new RelativisticPairing(),
                        new RegularizerSpec(0.1, 0.2, 0, 3, Optional.empty(), fading),
                        new UpdateSpec(UpdateSpec.Order.GENERATOR_FIRST, 2, 3),
                        0.9),
                with(
                        new Wasserstein(),
                        new RegularizerSpec(0, 0, 10, 1, Optional.empty(), new Constant(0)),
                        new UpdateSpec(UpdateSpec.Order.DISCRIMINATOR_FIRST, 5, 1),
                        0.99),
                with(
                        new Wasserstein(),
                        new RegularizerSpec(0, 0, 0, 1, Optional.of(0.05), new Constant(0)),
                        new UpdateSpec(UpdateSpec.Order.SIMULTANEOUS, 1, 1),
                        0.5),
                with(
                        new NonSaturating(new LabelSmoothing(0.1)),
                        new RegularizerSpec(0.02, 0, 0, 1, Optional.empty(), new Constant(0.05)),
                        UpdateSpec.ALTERNATING,
                        0));
    }

    /** Alone as in a cohort, and from a checkpoint between two lazy penalties and two evaluations as without one. */
    @ParameterizedTest
    @MethodSource("tricks")
    void everyTrickTrainsTheSameInACohortAndAfterARestore(GanSpec spec) {
        Trained alone = train(List.of(spec), 3);
        assertEquals(
                alone.records().get(0),
                train(List.of(spec, spec), 2, 3).records().get(1));
        assertEquals(MemberResult.Status.COMPLETED, alone.results().get(0).status());
        Set<String> recorded = new TreeSet<>();
        alone.records().get(0).forEach(record -> recorded.addAll(record.values().keySet()));
        assertTrue(spec.metrics().containsAll(recorded), () -> recorded + " but not " + spec.metrics());
        assertTrue(recorded.contains("average/modes/captured"));

        StateWriter state = new StateWriter();
        int[] before = new int[1];
        List<MetricRecord> all = new ArrayList<>();
        try (GanTrainer trainer = GanTrainer.create(List.of(spec), new long[] {3})) {
            trainer.train(new Recording(all, 0, point -> {
                if (point == 25) {
                    trainer.save(0, state);
                    before[0] = all.size();
                }
            }));
        }
        List<MetricRecord> resumed = new ArrayList<>();
        try (GanTrainer trainer = GanTrainer.create(List.of(spec), new long[] {3})) {
            trainer.restore(0, state.reader());
            trainer.train(new Recording(resumed, 0, point -> {}));
        }
        assertEquals(all.subList(before[0], all.size()), resumed);
    }

    /** With a decay of 0 the average is the generator, and so are its samples. */
    @Test
    void anAverageThatKeepsNothingIsTheGenerator() {
        Trained trained = train(List.of(tricks().toList().get(3)), 4);
        assertEquals(trained.values(0, "modes/high_quality"), trained.values(0, "average/modes/high_quality"));
        Trained slow = train(List.of(tricks().toList().get(1)), 4);
        assertNotEquals(slow.values(0, "modes/high_quality"), slow.values(0, "average/modes/high_quality"));
    }

    /** Clocks count a player's own updates: five of the discriminator to one of the generator. */
    @Test
    void severalUpdatesOfAPlayerMoveItsOwnClock() {
        GanSpec base = tricks().toList().get(1);
        GanSpec spec = new GanSpec(
                base.data(),
                base.latent(),
                base.batch(),
                10,
                base.generator(),
                training(new Linear(1e-3, 0, 50), Activation.LEAKY_RELU, 32),
                base.loss(),
                base.regularizers(),
                base.updates(),
                base.averageDecay(),
                new EvaluationSpec(100, 10),
                1,
                base.engine());
        List<Double> rates = train(List.of(spec), 1).values(0, "rate/discriminator");
        for (int i = 0; i < 10; i++) {
            assertEquals(new Linear(1e-3, 0, 50).at(5 * i + 4), rates.get(i), 0);
        }
        assertEquals(50, spec.expectedUpdates("discriminator"));
        assertEquals(10, spec.expectedUpdates("generator"));
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        GanSpec base = tricks().toList().get(1);
        OptimizerSpec ahead = new ExtragradientSpec(new AdamSpec(0, 0.99, 1e-8));
        NetworkTraining looking = NetworkTraining.of(base.generator().network(), ahead, new Constant(1e-3));
        NetworkSpec normalised = new NetworkSpec(
                Optional.empty(),
                List.of(new LayerSpec.Dense(8, Activation.RELU, false), new LayerSpec.BatchNorm(0.9, Activation.RELU)),
                new OutputSpec.Linear(false),
                Optional.empty());
        NetworkTraining mixing = NetworkTraining.of(normalised, new AdamSpec(0, 0.99, 1e-8), new Constant(1e-3));
        assertTrue(fault(base, looking, base.discriminator()).contains("5 updates of the discriminator"));
        assertTrue(fault(base, base.generator(), mixing).contains("batch-norm"));
    }

    private static String fault(GanSpec s, NetworkTraining generator, NetworkTraining discriminator) {
        return String.valueOf(assertThrows(
                        InvalidConfigException.class,
                        () -> new GanSpec(
                                s.data(),
                                s.latent(),
                                s.batch(),
                                s.iterations(),
                                generator,
                                discriminator,
                                s.loss(),
                                s.regularizers(),
                                s.updates(),
                                s.averageDecay(),
                                s.evaluation(),
                                s.telemetryEveryUpdates(),
                                s.engine()))
                .getMessage());
    }

    @Test
    void clippedWeightsStayWithinTheirBound() {
        GanSpec spec = tricks().toList().get(2);
        Trained trained = train(List.of(spec), 1);
        int parameters = 3 * 32 + 33 * 32 + 33;
        for (double norm : trained.values(0, "weight_norm/discriminator").subList(1, 60)) {
            assertTrue(norm <= 0.05 * Math.sqrt(parameters) + 2e-3 * Math.sqrt(parameters), "norm " + norm);
        }
    }

    @Test
    void eachPlayersRecordedRateIsItsOwnSchedulesValue() {
        GanSpec spec = spec(new Triangular(1e-4, 1e-3, 7, 3), new Cosine(4e-3, 1e-5, 40));
        Trained trained = train(List.of(spec), 1);
        for (long u = 0; u < 60; u++) {
            assertEquals(
                    spec.generator().rate().schedule().at(u),
                    trained.values(0, "rate/generator").get((int) u));
            assertEquals(
                    spec.discriminator().rate().schedule().at(u),
                    trained.values(0, "rate/discriminator").get((int) u));
        }
    }

    @Test
    void aGeneratorOfRateZeroStaysAsItIsWhileTheDiscriminatorLearnsToTellItApart() {
        Trained trained = train(List.of(spec(new Constant(0), new Constant(3e-3))), 1);
        List<Double> weights = trained.values(0, "weight_norm/generator");
        assertEquals(weights.get(0), weights.get(weights.size() - 1));
        List<Double> loss = trained.values(0, "loss/discriminator");
        assertEquals(2 * Math.log(2), loss.get(0), 0.1);
        assertTrue(
                loss.get(loss.size() - 1) < 0.8 * loss.get(0),
                "discriminator's loss is still " + loss.get(loss.size() - 1));
    }

    @Test
    void theDl4jEngineTakesTheSameSteps() {
        RateSchedule rate = new Constant(1e-3);
        Trained stacked = train(List.of(spec(rate, rate, 16, 3, 32, Engine.STACKED)), 1);
        Trained dl4j = train(List.of(spec(rate, rate, 16, 3, 32, Engine.DL4J)), 1);
        for (String metric : List.of("loss/generator", "loss/discriminator")) {
            for (int i = 0; i < 3; i++) {
                double expected = stacked.values(0, metric).get(i);
                assertEquals(expected, dl4j.values(0, metric).get(i), 2e-3 * expected, metric + " " + i);
            }
        }
        // Only before the first update: Adam's first step is the gradient's sign, and the central difference of this
        // engine
        // can turn that of a gradient near 0.
        double expected = stacked.values(0, "penalty/r1").get(0);
        assertEquals(expected, dl4j.values(0, "penalty/r1").get(0), 1e-4 * expected);
    }

    /** A short training already finds every mode; the preset's full length and its bar are shown by the command line. */
    @Test
    @Tag("learning")
    void findsAllModesForEverySeed() {
        RateSchedule rate = new Cosine(1e-3, 5e-5, 3000);
        GanSpec spec = spec(rate, rate, 128, 3000, 256, Engine.STACKED);
        Trained trained = train(List.of(spec, spec, spec), 0, 1, 2);
        for (MemberResult result : trained.results()) {
            assertEquals(8.0, result.finalScores().get("modes/captured"));
            assertTrue(result.finalScores().get("modes/high_quality") > 0.4, result.toString());
        }
    }
}
