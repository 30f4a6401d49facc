package keel.gans;

import static keel.training.InvalidConfigException.require;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import keel.gans.data.DataSpec;
import keel.training.NetworkLearner;
import keel.training.NetworkTraining;
import keel.training.network.Engine;

/**
 * A fully resolved pair without its seed: one point in rate space. The loss is the non-saturating one (Goodfellow et al.
 * 2014).
 *
 * @param data what the generator should learn
 * @param latent size of the generator's normal noise
 * @param batch real samples, and as many generated ones, in one update
 * @param iterations updates of each player
 * @param r1Gamma weight of the R1 penalty (Mescheder et al. 2018): gamma / 2 * E |grad D(real)|^2; 0 for none
 * @param evaluateEvery iterations between two measurements of the samples
 * @param evaluationSamples generated samples in each measurement
 * @param telemetryEveryUpdates updates between two records of rates, losses and norms
 */
public record GanSpec(
        DataSpec data,
        int latent,
        int batch,
        long iterations,
        NetworkTraining generator,
        NetworkTraining discriminator,
        double r1Gamma,
        int evaluateEvery,
        int evaluationSamples,
        int telemetryEveryUpdates,
        Engine engine) {
    public GanSpec {
        require(latent >= 1, "gan.latent is %d, but the generator needs at least 1 noise input.".formatted(latent));
        require(batch >= 1, "gan.batch is %d, but an update needs at least 1 sample.".formatted(batch));
        require(iterations >= 1, "length.iterations is %d, but training needs at least 1.".formatted(iterations));
        require(
                Double.isFinite(r1Gamma) && r1Gamma >= 0,
                "gan.r1-gamma is %s, but it weighs a penalty and must be a finite number >= 0. Use 0 for no penalty."
                        .formatted(r1Gamma));
        require(
                evaluateEvery >= 1 && evaluationSamples >= 1,
                "evaluation.every-iterations (%d) and evaluation.samples (%d) must each be at least 1."
                        .formatted(evaluateEvery, evaluationSamples));
        require(
                telemetryEveryUpdates >= 1,
                "telemetry.every-updates is %d, but it is a distance in updates and must be at least 1."
                        .formatted(telemetryEveryUpdates));
    }

    /** The names of all metrics that training may record. */
    public SortedSet<String> metrics() {
        SortedSet<String> metrics = new TreeSet<>(List.of(
                "penalty/r1",
                "discriminator/accuracy_real",
                "discriminator/accuracy_fake",
                "modes/captured",
                "modes/high_quality"));
        networks().keySet().forEach(network -> metrics.addAll(NetworkLearner.metrics(network)));
        return metrics;
    }

    /**
     * Specs with equal keys may train as members of one cohort: they differ only in what changes no shape and no clock, which
     * is rates, constants of optimisers of the same kind, clipping, guards and the weight of a penalty that is there.
     */
    public Object cohortKey() {
        return List.of(
                data,
                latent,
                batch,
                iterations,
                generator.cohortKey(),
                discriminator.cohortKey(),
                r1Gamma > 0,
                evaluateEvery,
                evaluationSamples,
                telemetryEveryUpdates,
                engine);
    }

    /** How each network trains, by its name. */
    public SortedMap<String, NetworkTraining> networks() {
        return new TreeMap<>(Map.of("generator", generator, "discriminator", discriminator));
    }
}
