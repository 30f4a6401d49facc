package keel.gans;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import keel.gans.data.DataFolder;
import keel.gans.data.DataStream;
import keel.gans.data.GanData;
import keel.gans.loss.NonSaturating;
import keel.gans.metrics.ModeCoverage;
import keel.gans.regularizer.R1;
import keel.training.Cohort;
import keel.training.ControllerFeedback;
import keel.training.MemberResult;
import keel.training.MemberResult.DivergenceReport;
import keel.training.NetworkLearner;
import keel.training.NetworkTraining;
import keel.training.Trainer;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.guard.Divergence;
import keel.training.network.Initializer;
import keel.training.network.Network;
import keel.training.random.RandomStream;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;

/**
 * Trains a cohort of generator and discriminator pairs of one shape. In each iteration the discriminator updates once, then
 * the generator against the new discriminator; each at the rate of its own schedule.
 */
public final class GanTrainer implements Trainer {
    private static final int PROGRESS_EVERY = 50;

    private final List<GanSpec> specs;
    private final GanSpec shape;
    private final int members;
    private final Cohort cohort;
    private final GanData data;
    private final int sampleSize;
    private final NetworkLearner generator;
    private final NetworkLearner discriminator;
    private final R1 r1;
    private final List<DataStream> dataStreams;
    private final List<RandomStream> noiseStreams;
    private final List<RandomStream> evaluationStreams;

    private final float[] noise;
    private final float[] real;
    private final float[] logitGradient;
    private final double[] generatorLoss;
    private final double[] discriminatorLoss;
    private double[] penalty;
    private final double[] accuracyReal;
    private final double[] accuracyFake;
    private final List<Map<String, Double>> finalScores = new ArrayList<>();
    /** Iterations done before a member diverged, whatever the others did later. */
    private final long[] iterationsAtDivergence;

    /** Iterations done. */
    private long iteration;

    /**
     * Prepares a cohort.
     *
     * @param specs one a member; equal but for what changes no shape and no clock (rates, optimiser constants, penalty)
     * @param seeds one a member
     */
    public static GanTrainer create(List<GanSpec> specs, long[] seeds) {
        return create(specs, seeds, DataFolder.NONE);
    }

    /**
     * Prepares a cohort.
     *
     * @param specs one a member; equal but for what changes no shape and no clock (rates, optimiser constants, penalty)
     * @param seeds one a member
     * @param folder where data files are
     */
    public static GanTrainer create(List<GanSpec> specs, long[] seeds, DataFolder folder) {
        return new GanTrainer(specs, seeds, folder);
    }

    private GanTrainer(List<GanSpec> specs, long[] seeds, DataFolder folder) {
        this.specs = List.copyOf(specs);
        shape = specs.get(0);
        members = specs.size();
        cohort = new Cohort(members);
        data = shape.data().open(folder);
        sampleSize = data.shape().size();
        generator = learner("generator", shape.latent(), sampleSize, GanSpec::generator, seeds);
        discriminator = learner("discriminator", sampleSize, 1, GanSpec::discriminator, seeds);
        dataStreams = Arrays.stream(seeds).mapToObj(data::stream).toList();
        noiseStreams = streams(seeds, "noise");
        evaluationStreams = streams(seeds, "evaluation");
        int rows = members * shape.batch();
        noise = new float[rows * shape.latent()];
        real = new float[rows * sampleSize];
        logitGradient = new float[rows];
        generatorLoss = new double[members];
        discriminatorLoss = new double[members];
        penalty = new double[members];
        r1 = new R1(specs.stream().mapToDouble(GanSpec::r1Gamma).toArray(), shape.batch(), sampleSize);
        accuracyReal = new double[members];
        accuracyFake = new double[members];
        for (int p = 0; p < members; p++) {
            finalScores.add(Map.of());
        }
        iterationsAtDivergence = new long[members];
        cohort.onEnd(p -> iterationsAtDivergence[p] = iteration);
    }

    private NetworkLearner learner(
            String name, int inputs, int outputs, Function<GanSpec, NetworkTraining> training, long[] seeds) {
        Network network =
                shape.engine().create(name, inputs, training.apply(shape).network(), outputs, members);
        for (int p = 0; p < members; p++) {
            network.initialize(p, new Initializer.UniformFanIn(), RandomStream.named(seeds[p], "network/" + name));
        }
        return new NetworkLearner(name, network, specs.stream().map(training).toList(), cohort);
    }

    private static List<RandomStream> streams(long[] seeds, String name) {
        return Arrays.stream(seeds)
                .mapToObj(seed -> RandomStream.named(seed, name))
                .toList();
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
        if (discriminator.extrapolates() || generator.extrapolates()) {
            updateAtOnce(measure);
        } else {
            differentiateDiscriminator();
            discriminator.update(discriminatorLoss, measure);
            differentiateGenerator();
            generator.update(generatorLoss, measure);
        }
        discriminator.synchronize();
        generator.synchronize();
        if (measure) {
            recordTelemetry(observer);
        }
        iteration++;
        if (iteration % shape.evaluateEvery() == 0 || iteration == shape.iterations()) {
            evaluate(observer);
            generator.wantHiddenUnits();
            discriminator.wantHiddenUnits();
        }
        if (iteration % PROGRESS_EVERY == 0 || iteration == shape.iterations()) {
            observer.progress(iteration, shape.iterations());
        }
    }

    /** Both players look ahead from the same point, and both step with the gradients of fresh samples found there. */
    private void updateAtOnce(boolean measure) {
        differentiateDiscriminator();
        differentiateGenerator();
        discriminator.extrapolate(discriminatorLoss);
        generator.extrapolate(generatorLoss);
        differentiateDiscriminator();
        differentiateGenerator();
        discriminator.update(discriminatorLoss, measure);
        generator.update(generatorLoss, measure);
    }

    /** Loss and gradient of the adversarial loss plus R1 (Mescheder et al. 2018): gamma / 2 * E |grad_x D(real)|². */
    private void differentiateDiscriminator() {
        int batch = shape.batch();
        Network d = discriminator.network();
        for (int p = 0; p < members; p++) {
            dataStreams.get(p).next(real, p * batch * sampleSize, batch);
        }
        float[] logits = d.forward(real, batch);
        for (int p = 0; p < members; p++) {
            accuracyReal[p] = shareAboveZero(logits, p * batch, batch);
            discriminatorLoss[p] = NonSaturating.meanSoftplus(logits, p * batch, batch, -1, logitGradient);
        }
        d.backward(logitGradient);
        penalty = r1.apply(d);

        logits = d.forward(generate(), batch);
        for (int p = 0; p < members; p++) {
            accuracyFake[p] = 1 - shareAboveZero(logits, p * batch, batch);
            discriminatorLoss[p] += NonSaturating.meanSoftplus(logits, p * batch, batch, 1, logitGradient);
        }
        d.backward(logitGradient);
    }

    /** Loss and gradient against the discriminator as it is. */
    private void differentiateGenerator() {
        int batch = shape.batch();
        float[] logits = discriminator.network().forward(generate(), batch);
        for (int p = 0; p < members; p++) {
            generatorLoss[p] = NonSaturating.meanSoftplus(logits, p * batch, batch, -1, logitGradient);
        }
        generator.network().backward(discriminator.network().inputGradient(logitGradient));
    }

    /** A batch of fresh samples a member, {@code [P,B,2]}, live. */
    private float[] generate() {
        int size = shape.batch() * shape.latent();
        for (int p = 0; p < members; p++) {
            fillNormal(noiseStreams.get(p), noise, p * size, size);
        }
        return generator.network().forward(noise, shape.batch());
    }

    private static void fillNormal(RandomStream random, float[] values, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            values[i] = (float) random.nextGaussian();
        }
    }

    private static double shareAboveZero(float[] logits, int offset, int rows) {
        int above = 0;
        for (int i = offset; i < offset + rows; i++) {
            above += logits[i] > 0 ? 1 : 0;
        }
        return (double) above / rows;
    }

    private void recordTelemetry(TrainingObserver observer) {
        for (int p = 0; p < members; p++) {
            if (cohort.active(p)) {
                Map<String, Double> values = new LinkedHashMap<>();
                generator.describe(p, values);
                discriminator.describe(p, values);
                values.put("penalty/r1", penalty[p]);
                values.put("discriminator/accuracy_real", accuracyReal[p]);
                values.put("discriminator/accuracy_fake", accuracyFake[p]);
                observer.record(p, new MetricRecord(iteration, 0, values));
            }
        }
    }

    /** Measures fresh samples of every member that still trains, after this many iterations. */
    private void evaluate(TrainingObserver observer) {
        generator.checkParameters();
        discriminator.checkParameters();
        int count = shape.evaluationSamples();
        float[] latent = new float[members * count * shape.latent()];
        for (int p = 0; p < members; p++) {
            fillNormal(evaluationStreams.get(p), latent, p * count * shape.latent(), count * shape.latent());
        }
        float[] samples = generator.network().predict(latent, count);
        for (int p = 0; p < members; p++) {
            if (cohort.active(p)) {
                Map<String, Double> values = new LinkedHashMap<>();
                int offset = p * count * sampleSize;
                data.modes().ifPresent(modes -> {
                    ModeCoverage coverage =
                            ModeCoverage.of(samples, offset, count, modes.centres(), modes.dimensions(), modes.sigma());
                    values.put("modes/captured", (double) coverage.captured());
                    values.put("modes/high_quality", coverage.highQuality());
                });
                observer.record(p, new MetricRecord(iteration - 1, 0, values));
                finalScores.set(p, values);
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
        dataStreams.get(member).save(member, to.under("data"));
        to.put("noise", noiseStreams.get(member));
        to.put("evaluation", evaluationStreams.get(member));
        finalScores.get(member).forEach(to.under("scores")::put);
    }

    @Override
    public void restore(int member, StateReader from) {
        long saved = from.whole("clock");
        Trainer.requireSameClock(member, iteration, saved);
        iteration = saved;
        generator.restore(member, from.under("generator"));
        discriminator.restore(member, from.under("discriminator"));
        dataStreams.get(member).restore(member, from.under("data"));
        from.get("noise", noiseStreams.get(member));
        from.get("evaluation", evaluationStreams.get(member));
        finalScores.set(member, from.under("scores").numbers());
    }

    @Override
    public void saveNetworks(int member, Path folder) {
        generator.network().save(member, folder.resolve("generator.zip"));
        discriminator.network().save(member, folder.resolve("discriminator.zip"));
    }

    @Override
    public void close() {
        generator.close();
        discriminator.close();
    }
}
