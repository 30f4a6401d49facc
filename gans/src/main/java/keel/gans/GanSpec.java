package keel.gans;

import static keel.training.InvalidConfigException.require;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import keel.gans.data.DataSpec;
import keel.gans.data.DiracSpec;
import keel.gans.loss.GanLoss;
import keel.training.NetworkLearner;
import keel.training.NetworkTraining;
import keel.training.network.Device;
import keel.training.network.Engine;
import keel.training.network.LayerSpec;
import keel.training.network.Network;

/**
 * A fully resolved pair without its seed: one point in rate space.
 *
 * @param data what the generator should learn
 * @param latent what the generator reads
 * @param batch real samples, and as many generated ones, in one update
 * @param iterations each of which updates both players
 * @param averageDecay share of itself that a running average of the generator's parameters keeps in an iteration, if there is
 *     one: it is measured beside the generator, and saved
 * @param telemetryEveryUpdates iterations between two records of rates, losses and norms
 */
public record GanSpec(
        DataSpec data,
        LatentSpec latent,
        int batch,
        long iterations,
        NetworkTraining generator,
        NetworkTraining discriminator,
        GanLoss loss,
        RegularizerSpec regularizers,
        UpdateSpec updates,
        Optional<Double> averageDecay,
        EvaluationSpec evaluation,
        int telemetryEveryUpdates,
        Engine engine) {
    static final String GENERATOR = "generator";
    static final String DISCRIMINATOR = "discriminator";

    public GanSpec {
        require(batch >= 1, "gan.batch is %d, but an update needs at least 1 sample.".formatted(batch));
        require(iterations >= 1, "length.iterations is %d, but training needs at least 1.".formatted(iterations));
        averageDecay.ifPresent(decay -> require(
                decay >= 0 && decay < 1,
                "gan.average-decay is %s, but it is the share that a running average keeps and must be in [0, 1). 0.999 is usual; leave it out for no average."
                        .formatted(decay)));
        require(
                telemetryEveryUpdates >= 1,
                "telemetry.every-updates is %d, but it is a distance in updates and must be at least 1."
                        .formatted(telemetryEveryUpdates));
        boolean extrapolates = generator.optimizer().extrapolates()
                || discriminator.optimizer().extrapolates();
        require(
                !extrapolates || updates.oneEach(),
                "an extragradient optimiser moves both players at once from the same point, but gan.updates has %d updates of the discriminator and %d of the generator. Make both 1, or leave extragradient out."
                        .formatted(updates.discriminator(), updates.generator()));
        require(
                !regularizers.penalizes()
                        || discriminator.network().layers().stream().noneMatch(LayerSpec.BatchNorm.class::isInstance),
                "the discriminator has batch-norm, which mixes the rows of a batch, but a penalty on its slope at each row needs them apart. Use layer-norm or none, or set gan.r1-gamma, gan.r2-gamma and gan.gradient-penalty to 0.");
    }

    /** The names of all metrics that training may record. */
    public SortedSet<String> metrics() {
        SortedSet<String> metrics = new TreeSet<>(Players.metrics(this));
        metrics.addAll(GanEvaluation.metrics(this));
        metrics.addAll(GameMeasure.metrics(this));
        metrics.addAll(LossSwing.metrics(this));
        metrics.addAll(ModeCollapse.metrics(this));
        if (data instanceof DiracSpec) {
            metrics.addAll(DiracPosition.METRICS);
        }
        networks().keySet().forEach(network -> metrics.addAll(NetworkLearner.metrics(network)));
        return metrics;
    }

    /**
     * Specs with equal keys may train as members of one cohort: they differ only in what changes no shape and no clock, which
     * is rates, constants of optimisers of the same kind, clipping, guards, the loss as long as none or all of them pair rows,
     * and weights of penalties.
     */
    public Object cohortKey() {
        return List.of(
                data,
                latent,
                batch,
                iterations,
                generator.cohortKey(),
                discriminator.cohortKey(),
                loss.pairs(),
                regularizers.r1Gamma() > 0,
                regularizers.r2Gamma() > 0,
                regularizers.gradientPenalty() > 0,
                regularizers.every(),
                regularizers.instanceNoise(),
                updates,
                averageDecay,
                evaluation,
                telemetryEveryUpdates,
                engine);
    }

    /** The same for one iteration on as many samples as are measured, in which no penalty is left out. */
    GanSpec measuring() {
        return new GanSpec(
                data,
                latent,
                evaluation.samples(),
                iterations,
                generator,
                discriminator,
                loss,
                regularizers.everyUpdate(),
                updates,
                averageDecay,
                evaluation,
                telemetryEveryUpdates,
                engine);
    }

    /** A new network for so many members, all parameters 0; {@code player} is its name. */
    Network network(Device device, String player, int members) {
        int sample = data.shape().size();
        return player.equals(GENERATOR)
                ? engine.create(device, player, latent.size(), generator.network(), sample, members)
                : engine.create(device, player, sample, discriminator.network(), 1, members);
    }

    /** How each network trains, by its name. */
    public SortedMap<String, NetworkTraining> networks() {
        return new TreeMap<>(Map.of(GENERATOR, generator, DISCRIMINATOR, discriminator));
    }

    /**
     * Updates of a network over a whole run.
     *
     * @param network {@code generator} or {@code discriminator}
     */
    public long expectedUpdates(String network) {
        return iterations * (network.equals(GENERATOR) ? updates.generator() : updates.discriminator());
    }
}
