package keel.gans;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import keel.gans.data.Ring;
import keel.gans.loss.NonSaturating;
import keel.gans.metrics.ModeCoverage;
import keel.gans.regularizer.R1;
import keel.training.Cohort;
import keel.training.MemberResult;
import keel.training.NetworkLearner;
import keel.training.NetworkTraining;
import keel.training.Trainer;
import keel.training.network.Initializer;
import keel.training.network.NetworkShape;
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
    private final Ring ring;
    private final NetworkLearner generator;
    private final NetworkLearner discriminator;
    private final R1 r1;
    private final List<RandomStream> dataStreams;
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

    /**
     * Prepares a cohort.
     *
     * @param specs one a member; equal but for what changes no shape and no clock (rates, optimiser constants, penalty)
     * @param seeds one a member
     */
    public static GanTrainer create(List<GanSpec> specs, long[] seeds) {
        return new GanTrainer(specs, seeds);
    }

    private GanTrainer(List<GanSpec> specs, long[] seeds) {
        this.specs = List.copyOf(specs);
        shape = specs.get(0);
        members = specs.size();
        cohort = new Cohort(members);
        ring = new Ring(shape.data());
        NetworkShape generatorLayout =
                new NetworkShape(shape.latent(), shape.generator().network(), Ring.DIMENSIONS);
        NetworkShape discriminatorLayout =
                new NetworkShape(Ring.DIMENSIONS, shape.discriminator().network(), 1);
        generator = learner("generator", generatorLayout, GanSpec::generator, seeds);
        discriminator = learner("discriminator", discriminatorLayout, GanSpec::discriminator, seeds);
        dataStreams = streams(seeds, "data");
        noiseStreams = streams(seeds, "noise");
        evaluationStreams = streams(seeds, "evaluation");
        int rows = members * shape.batch();
        noise = new float[rows * shape.latent()];
        real = new float[rows * Ring.DIMENSIONS];
        logitGradient = new float[rows];
        generatorLoss = new double[members];
        discriminatorLoss = new double[members];
        penalty = new double[members];
        r1 = new R1(specs.stream().mapToDouble(GanSpec::r1Gamma).toArray(), shape.batch(), Ring.DIMENSIONS);
        accuracyReal = new double[members];
        accuracyFake = new double[members];
        for (int p = 0; p < members; p++) {
            finalScores.add(Map.of());
        }
    }

    private NetworkLearner learner(
            String name, NetworkShape layout, Function<GanSpec, NetworkTraining> training, long[] seeds) {
        Network network = shape.engine().create(layout, members);
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
        boolean interrupted = false;
        long iteration = 0;
        while (iteration < shape.iterations() && cohort.anyActive() && !interrupted) {
            boolean measure = iteration % shape.telemetryEveryUpdates() == 0;
            updateDiscriminator(measure);
            updateGenerator(measure);
            if (measure) {
                recordTelemetry(observer, iteration);
            }
            iteration++;
            if (iteration % shape.evaluateEvery() == 0 || iteration == shape.iterations()) {
                evaluate(observer, iteration);
            }
            if (iteration % PROGRESS_EVERY == 0 || iteration == shape.iterations()) {
                observer.progress(iteration, shape.iterations());
            }
            interrupted = observer.stopRequested();
        }
        return results(iteration);
    }

    /** One step down the adversarial loss plus R1 (Mescheder et al. 2018): gamma / 2 * E |grad_x D(real)|². */
    private void updateDiscriminator(boolean measure) {
        int batch = shape.batch();
        Network d = discriminator.network();
        for (int p = 0; p < members; p++) {
            ring.sample(dataStreams.get(p), real, p * batch * Ring.DIMENSIONS, batch);
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
        discriminator.update(discriminatorLoss, measure);
    }

    private void updateGenerator(boolean measure) {
        int batch = shape.batch();
        float[] logits = discriminator.network().forward(generate(), batch);
        for (int p = 0; p < members; p++) {
            generatorLoss[p] = NonSaturating.meanSoftplus(logits, p * batch, batch, -1, logitGradient);
        }
        generator.network().backward(discriminator.network().inputGradient(logitGradient));
        generator.update(generatorLoss, measure);
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

    private void recordTelemetry(TrainingObserver observer, long iteration) {
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
    private void evaluate(TrainingObserver observer, long iterations) {
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
                ModeCoverage coverage = ModeCoverage.of(
                        samples,
                        p * count * Ring.DIMENSIONS,
                        count,
                        ring.centres(),
                        Ring.DIMENSIONS,
                        shape.data().sigma());
                Map<String, Double> values = new LinkedHashMap<>();
                values.put("modes/captured", (double) coverage.captured());
                values.put("modes/high_quality", coverage.highQuality());
                observer.record(p, new MetricRecord(iterations - 1, 0, values));
                finalScores.set(p, values);
            }
        }
    }

    private List<MemberResult> results(long iterations) {
        List<MemberResult> results = new ArrayList<>();
        for (int p = 0; p < members; p++) {
            var divergence = cohort.divergence(p);
            if (divergence.isPresent()) {
                results.add(new MemberResult(MemberResult.Status.DIVERGED, divergence.get(), iterations, 0, Map.of()));
            } else if (iterations < shape.iterations()) {
                results.add(new MemberResult(
                        MemberResult.Status.INTERRUPTED,
                        "stopped on request after %d of %d iterations".formatted(iterations, shape.iterations()),
                        iterations,
                        0,
                        finalScores.get(p)));
            } else {
                results.add(new MemberResult(
                        MemberResult.Status.COMPLETED,
                        "all %d iterations done".formatted(iterations),
                        iterations,
                        0,
                        finalScores.get(p)));
            }
        }
        return results;
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
