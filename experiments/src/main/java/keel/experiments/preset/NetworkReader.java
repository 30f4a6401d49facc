package keel.experiments.preset;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.training.network.Activation;
import keel.training.network.NetworkSpec;

/** Reads {@code networks.<name>}. */
final class NetworkReader {
    private static final Map<String, Activation> ACTIVATIONS = Section.byKey(Activation.values(), Activation::key);

    private NetworkReader() {}

    static Optional<NetworkSpec> read(Section networks, String name) {
        Section n = networks.section(name);
        List<Integer> hidden = n.wholes("hidden");
        Activation activation = n.choice("activation", ACTIVATIONS);
        n.finish();
        return n.build(() -> new NetworkSpec(hidden, activation));
    }
}
