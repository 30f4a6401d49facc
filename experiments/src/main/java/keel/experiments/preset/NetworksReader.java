package keel.experiments.preset;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import keel.training.NetworkTraining;
import keel.training.guard.GuardSpec;
import keel.training.network.NetworkSpec;
import keel.training.rate.NetworkRate;

/** Reads how networks train: {@code networks}, {@code optimizers}, the rates, and {@code guard}. */
final class NetworksReader {
    private NetworksReader() {}

    /** As below, with every network's layers in the configuration. */
    static Map<String, NetworkTraining> read(Section root, long batch, String... names) {
        return read(root, batch, Map.of(), names);
    }

    /**
     * How each of these networks trains; one with a fault is left out.
     *
     * @param batch samples in the batch of an update
     * @param fixed networks whose layers the algorithm decides and the configuration does not name, such as a single number
     */
    static Map<String, NetworkTraining> read(
            Section root, long batch, Map<String, NetworkSpec> fixed, String... names) {
        Section networks = root.section("networks");
        Section optimizers = root.section("optimizers");
        GuardSpec guard = guard(root);
        RateReader rates = new RateReader(root, batch);
        Map<String, NetworkTraining> result = new LinkedHashMap<>();
        for (String name : names) {
            Optional<NetworkSpec> network =
                    Optional.ofNullable(fixed.get(name)).or(() -> NetworkReader.read(networks, name));
            Optional<OptimizerReader.Read> optimizer = OptimizerReader.read(optimizers, name);
            Optional<NetworkRate> rate = rates.read(name, network.map(NetworkSpec::weightLayers));
            if (network.isPresent() && optimizer.isPresent() && rate.isPresent()) {
                root.buildAt(
                                RateReader.MOMENTUM + "." + name,
                                () -> new NetworkTraining(
                                        network.get(),
                                        optimizer.get().optimizer(),
                                        optimizer.get().clipping(),
                                        optimizer.get().restartReset(),
                                        rate.get(),
                                        guard))
                        .ifPresent(training -> result.put(name, training));
            }
        }
        networks.finish();
        optimizers.finish();
        rates.finish();
        return result;
    }

    /** The optional section {@code guard}; without it only numbers that are not finite end a run. */
    private static GuardSpec guard(Section root) {
        if (!root.has("guard")) {
            return GuardSpec.NON_FINITE;
        }
        Section g = root.section("guard");
        double factor = g.number("gradient-norm-factor");
        int window = g.wholeInt("window");
        g.finish();
        return g.build(() -> new GuardSpec(Optional.of(factor), window)).orElse(GuardSpec.NON_FINITE);
    }
}
