package keel.experiments.preset;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.training.InvalidConfigException;
import keel.training.rate.BatchScaling;
import keel.training.rate.NetworkRate;
import keel.training.rate.RateControllerSpec;
import keel.training.rate.RateSchedule;

/**
 * Reads what decides the rates: {@code rates}, and where they are there {@code momentum}, {@code controllers},
 * {@code batch-scaling} and {@code layer-rates}.
 */
final class RateReader {
    static final String RATES = "rates";
    static final String MOMENTUM = "momentum";
    static final String CONTROLLERS = "controllers";
    private static final String BATCH_SCALING = "batch-scaling";
    static final String LAYER_RATES = "layer-rates";
    private static final Map<String, BatchScaling.Rule> RULES =
            Section.byKey(BatchScaling.Rule.values(), BatchScaling.Rule::key);

    private final Section rates;
    private final Optional<Section> momenta;
    private final Optional<Section> controllers;
    private final Optional<Section> layerRates;
    private final Optional<BatchScaling> scaling;

    /**
     * Begins to read.
     *
     * @param batch samples in the batch of an update
     */
    RateReader(Section root, long batch) {
        rates = root.section(RATES);
        momenta = optional(root, MOMENTUM);
        controllers = optional(root, CONTROLLERS);
        layerRates = optional(root, LAYER_RATES);
        scaling = optional(root, BATCH_SCALING).flatMap(s -> {
            Optional<BatchScaling> read =
                    s.read(keys -> new BatchScaling(keys.choice("rule", RULES), keys.whole("reference-batch"), batch));
            s.finish();
            return read;
        });
    }

    private static Optional<Section> optional(Section root, String key) {
        return root.has(key) ? Optional.of(root.section(key)) : Optional.empty();
    }

    /**
     * One network's.
     *
     * @param layerCount of the network; empty if that could not be read
     */
    Optional<NetworkRate> read(String network, Optional<Integer> layerCount) {
        Optional<RateSchedule> schedule = ScheduleTypes.read(rates, network);
        Optional<RateSchedule> momentum =
                momenta.filter(s -> s.has(network)).flatMap(s -> ScheduleTypes.read(s, network));
        Optional<RateControllerSpec> controller =
                controllers.filter(s -> s.has(network)).flatMap(s -> ControllerTypes.read(s, network));
        List<Double> layers = layerRates
                .filter(s -> s.has(network))
                .map(s -> s.numbers(network))
                .orElse(List.of());
        layerRates.ifPresent(s -> s.buildAt(network, () -> requireOneALayer(layers, layerCount)));
        return schedule.flatMap(
                s -> rates.buildAt(network, () -> new NetworkRate(s, momentum, controller, scaling, layers)));
    }

    private static List<Double> requireOneALayer(List<Double> layers, Optional<Integer> layerCount) {
        layerCount.ifPresent(count -> InvalidConfigException.require(
                layers.isEmpty() || layers.size() == count,
                "there are %d factors, but the network has %d layers, the output counted. Write one for each, from input to output."
                        .formatted(layers.size(), count)));
        return layers;
    }

    /** Reports keys that no network asked for. */
    void finish() {
        rates.finish();
        momenta.ifPresent(Section::finish);
        controllers.ifPresent(Section::finish);
        layerRates.ifPresent(Section::finish);
    }
}
