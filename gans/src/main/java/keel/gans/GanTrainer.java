package keel.gans;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.gans.data.DataFolder;
import keel.gans.data.DiracSpec;
import keel.gans.data.GanData;
import keel.training.Cohort;
import keel.training.ControllerFeedback;
import keel.training.MemberResult;
import keel.training.MemberResult.DivergenceReport;
import keel.training.NetworkLearner;
import keel.training.Trainer;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.guard.Divergence;
import keel.training.network.Device;
import keel.training.network.Initializer;
import keel.training.network.Network;
import keel.training.random.RandomStream;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;

/** Trains a cohort of generator and discriminator pairs of one shape, each network at the rate of its own schedule. */
public final class GanTrainer implements Trainer {
    private static final int PROGRESS_EVERY = 50;

    private final GanSpec shape;
    private final int members;
    private final Cohort cohort;
    private final NetworkLearner generator;
    private final NetworkLearner discriminator;
    private final Optional<Network> average;
    private final Players players;
    private final GanEvaluation evaluation;
    private final Optional<GameMeasure> game;
    private final LossSwing swing;
    private final ModeCollapse collapse;
    private final List<Map<String, Double>> finalScores = new ArrayList<>();
    /** Iterations done before a member diverged, whatever the others did later. */
    private final long[] iterationsAtDivergence;

    /** Iterations done. */
    private long iteration;

    /**
     * Prepares a cohort.
     *
     * @param specs one a member, with equal {@link GanSpec#cohortKey}s
     * @param seeds one a member
     */
    public static GanTrainer create(List<GanSpec> specs, long[] seeds) {
        return create(specs, seeds, DataFolder.NONE);
    }

    /**
     * Prepares a cohort.
     *
     * @param specs one a member, with equal {@link GanSpec#cohortKey}s
     * @param seeds one a member
     * @param folder where data files are
     * @throws keel.training.InvalidConfigException if they are not there
     */
    public static GanTrainer create(List<GanSpec> specs, long[] seeds, DataFolder folder) {
        return create(specs, seeds, folder, Device.CPU);
    }

    /** As {@link #create(List, long[], DataFolder)}, with networks of engine {@code stacked} on this device. */
    public static GanTrainer create(List<GanSpec> specs, long[] seeds, DataFolder folder, Device device) {
        return new GanTrainer(specs, seeds, folder, device);
    }

    private GanTrainer(List<GanSpec> specs, long[] seeds, DataFolder folder, Device device) {
        shape = specs.get(0);
        members = specs.size();
        cohort = new Cohort(members, device);
        GanData data = shape.data().open(folder);
        generator = new NetworkLearner(
                GanSpec.GENERATOR,
                network(GanSpec.GENERATOR, seeds),
                specs.stream().map(GanSpec::generator).toList(),
                cohort);
        discriminator = new NetworkLearner(
                GanSpec.DISCRIMINATOR,
                network(GanSpec.DISCRIMINATOR, seeds),
                specs.stream().map(GanSpec::discriminator).toList(),
                cohort);
        average = shape.averageDecay().map(decay -> network(GanSpec.GENERATOR, seeds));
        average.ifPresent(network -> cohort.onEnd(network::deactivate));
        players = new Players(List.copyOf(specs), seeds, data, generator, discriminator, cohort);
        evaluation = new GanEvaluation(shape, data, seeds);
        game = GameMeasure.of(specs, data);
        swing = new LossSwing(shape, members);
        collapse = new ModeCollapse(data, members);
        for (int p = 0; p < members; p++) {
            finalScores.add(Map.of());
        }
        iterationsAtDivergence = new long[members];
        cohort.onEnd(p -> iterationsAtDivergence[p] = iteration);
    }

    private Network network(String name, long[] seeds) {
        Network network = shape.network(cohort.device(), name, members);
        for (int p = 0; p < members; p++) {
            network.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(seeds[p], "network/" + name));
        }
        return network;
    }

    @Override
    public int members() {
        return members;
    }

    @Override
    public List<MemberResult> train(TrainingObserver observer) {
        TrainingObserver feeding = new ControllerFeedback(observer, List.of(generator, discriminator));
        boolean stopped = false;
        while (iteration < shape.iterations() && cohort.anyActive() && !stopped) {
            stopped = observer.stopRequested();
            observer.safePoint(stopped);
            if (!stopped) {
                iterate(feeding);
            }
        }
        return results();
    }

    private void iterate(TrainingObserver observer) {
        boolean measure = iteration % shape.telemetryEveryUpdates() == 0;
        players.iterate(iteration, measure);
        discriminator.synchronize();
        generator.synchronize();
        average.ifPresent(network ->
                network.follow(generator.network(), 1 - shape.averageDecay().get()));
        if (measure) {
            recordTelemetry(observer);
        }
        iteration++;
        if (iteration % shape.evaluation().everyIterations() == 0 || iteration == shape.iterations()) {
            evaluate(observer);
            generator.wantHiddenUnits();
            discriminator.wantHiddenUnits();
        }
        if (iteration % PROGRESS_EVERY == 0 || iteration == shape.iterations()) {
            observer.progress(iteration, shape.iterations());
        }
    }

    private void recordTelemetry(TrainingObserver observer) {
        Optional<DiracPosition> position =
                shape.data() instanceof DiracSpec ? Optional.of(position()) : Optional.empty();
        for (int p = 0; p < members; p++) {
            if (cohort.active(p)) {
                Map<String, Double> values = new LinkedHashMap<>();
                generator.describe(p, values);
                discriminator.describe(p, values);
                players.describe(p, values);
                int member = p;
                position.ifPresent(at -> at.describe(member, values));
                swing.add(p, values);
                observer.record(p, new MetricRecord(iteration, 0, values));
            }
        }
    }

    private DiracPosition position() {
        return DiracPosition.of(generator.network(), discriminator.network());
    }

    /** Measures fresh samples of every member that still trains, after this many iterations. */
    private void evaluate(TrainingObserver observer) {
        generator.checkParameters();
        discriminator.checkParameters();
        List<Map<String, Double>> measured = evaluation.measure(generator.network(), discriminator.network(), average);
        for (int p = 0; p < members; p++) {
            if (cohort.active(p)) {
                int member = p;
                game.ifPresent(
                        measure -> measure.add(member, generator, discriminator, iteration, measured.get(member)));
                swing.describe(p, measured.get(p));
                collapse.describe(p, iteration, measured.get(p));
                observer.record(p, new MetricRecord(iteration - 1, 0, measured.get(p)));
                finalScores.set(p, measured.get(p));
            }
        }
    }

    private List<MemberResult> results() {
        List<MemberResult> results = new ArrayList<>();
        for (int p = 0; p < members; p++) {
            int member = p;
            var divergence = cohort.divergence(p);
            boolean completed = iteration == shape.iterations();
            MemberResult.Status status = divergence.isPresent()
                    ? MemberResult.Status.DIVERGED
                    : completed ? MemberResult.Status.COMPLETED : MemberResult.Status.INTERRUPTED;
            String reason = divergence
                    .map(Divergence::sentence)
                    .orElse((completed ? "%d of %d iterations done" : "stopped on request after %d of %d iterations")
                            .formatted(iteration, shape.iterations()));
            results.add(new MemberResult(
                    status,
                    reason,
                    divergence.isPresent() ? iterationsAtDivergence[p] : iteration,
                    0,
                    divergence.isPresent() ? Map.of() : finalScores.get(p),
                    divergence.map(why -> DivergenceReport.of(why, List.of(generator, discriminator), member))));
        }
        return results;
    }

    @Override
    public boolean active(int member) {
        return cohort.active(member);
    }

    @Override
    public long clock() {
        return iteration;
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("clock", iteration);
        generator.save(member, to.under("generator"));
        discriminator.save(member, to.under("discriminator"));
        average.ifPresent(network -> network.save(member, to.under("average")));
        players.save(member, to.under("players"));
        evaluation.save(member, to);
        swing.save(member, to);
        collapse.save(member, to);
        finalScores.get(member).forEach(to.under("scores")::put);
    }

    @Override
    public void restore(int member, StateReader from) {
        long saved = from.whole("clock");
        Trainer.requireSameClock(member, iteration, saved);
        iteration = saved;
        generator.restore(member, from.under("generator"));
        discriminator.restore(member, from.under("discriminator"));
        average.ifPresent(network -> network.restore(member, from.under("average")));
        players.restore(member, from.under("players"));
        evaluation.restore(member, from);
        swing.restore(member, from);
        collapse.restore(member, from);
        finalScores.set(member, from.under("scores").numbers());
    }

    @Override
    public void saveNetworks(int member, Path folder) {
        generator.network().save(member, folder.resolve("generator.zip"));
        discriminator.network().save(member, folder.resolve("discriminator.zip"));
        average.ifPresent(network -> network.save(member, folder.resolve("generator-average.zip")));
    }

    @Override
    public void savePictures(int member, Path folder) {
        evaluation.savePicture(member, generator.network(), folder.resolve("samples.png"));
        average.ifPresent(network -> evaluation.savePicture(member, network, folder.resolve("samples-average.png")));
    }

    @Override
    public void close() {
        generator.close();
        discriminator.close();
        average.ifPresent(Network::close);
        evaluation.close();
    }
}
