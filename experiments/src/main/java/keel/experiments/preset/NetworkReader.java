package keel.experiments.preset;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import keel.training.network.Activation;
import keel.training.network.FeatureShape;
import keel.training.network.Initializer;
import keel.training.network.LayerSpec;
import keel.training.network.NetworkSpec;
import keel.training.network.NetworkSpec.DenseExtras;
import keel.training.network.OutputSpec;

/**
 * Reads {@code networks.<name>}: in short the hidden sizes of a dense network whose layers are all alike, or a list of layers.
 */
final class NetworkReader {
    private static final Map<String, Activation> ACTIVATIONS = Section.byKey(Activation.values(), Activation::key);
    private static final Map<String, Boolean> NORMALIZATIONS = Map.of("none", false, "layer", true);
    private static final Map<String, OutputSpec> OUTPUTS = outputs();
    private static final Map<String, Function<Section, Initializer>> INITIALIZERS = initializers();

    private NetworkReader() {}

    private static Map<String, OutputSpec> outputs() {
        Map<String, OutputSpec> all = new LinkedHashMap<>();
        all.put("linear", new OutputSpec.Linear(false));
        all.put("spectral-linear", new OutputSpec.Linear(true));
        all.put("linear-without-bias", new OutputSpec.Linear(false, false));
        all.put("last-layer", new OutputSpec.LastLayer());
        return all;
    }

    private static Map<String, Function<Section, Initializer>> initializers() {
        Map<String, Function<Section, Initializer>> all = new LinkedHashMap<>();
        all.put("uniform-fan-in", s -> new Initializer.UniformFanIn());
        all.put("orthogonal", s -> {
            double gain = s.number("gain");
            return new Initializer.Orthogonal(
                    gain, s.optionalNumber("output-gain").orElse(gain));
        });
        all.put("constant", s -> new Initializer.Constant(s.number("weight"), s.number("bias")));
        for (Initializer.Distribution d : Initializer.Distribution.values()) {
            all.put(
                    "xavier-" + d.key(),
                    s -> new Initializer.Xavier(d, s.optionalNumber("gain").orElse(1.0)));
            all.put(
                    "he-" + d.key(),
                    s -> new Initializer.He(d, s.optionalNumber("gain").orElse(Math.sqrt(2))));
        }
        return all;
    }

    static Optional<NetworkSpec> read(Section networks, String name) {
        Section n = networks.section(name);
        Optional<NetworkSpec> network = n.has("layers") ? layers(n) : dense(n);
        n.finish();
        return network;
    }

    static Activation activation(Section section) {
        return section.choice("activation", ACTIVATIONS);
    }

    /** Off where it is left out. */
    static boolean optionalFlag(Section section, String key) {
        return section.has(key) && section.flag(key);
    }

    private static Optional<NetworkSpec> dense(Section n) {
        List<Integer> hidden = n.wholes("hidden");
        Activation activation = activation(n);
        boolean layerNorm = n.has("normalization") && n.choice("normalization", NORMALIZATIONS);
        var extras = new DenseExtras(layerNorm, optionalFlag(n, "spectral-norm"), n.optionalNumber("dropout"));
        Optional<Initializer> initializer = initializer(n);
        Optional<NetworkSpec> network = n.build(() -> new NetworkSpec(hidden, activation, extras, initializer));
        if (!n.has("output")) {
            return network;
        }
        OutputSpec chosen = n.choice("output", OUTPUTS);
        OutputSpec output = chosen instanceof OutputSpec.Linear linear
                ? new OutputSpec.Linear(linear.spectralNorm() || extras.spectralNorm(), linear.bias())
                : chosen;
        return network.flatMap(
                spec -> n.build(() -> new NetworkSpec(spec.input(), spec.layers(), output, spec.initializer())));
    }

    private static Optional<NetworkSpec> layers(Section n) {
        Optional<FeatureShape> input = input(n);
        Optional<List<LayerSpec>> layers = LayerReader.read(n);
        OutputSpec output = n.has("output") ? n.choice("output", OUTPUTS) : new OutputSpec.Linear(false);
        Optional<Initializer> initializer = initializer(n);
        return layers.flatMap(list -> n.build(() -> new NetworkSpec(input, list, output, initializer)));
    }

    /** What is there; nothing if that has a fault, which is then reported. */
    private static Optional<Initializer> initializer(Section n) {
        if (!n.has("initializer")) {
            return Optional.empty();
        }
        Section s = n.section("initializer");
        Function<Section, Initializer> make = s.choice("type", INITIALIZERS);
        Optional<Initializer> initializer = s.build(() -> make.apply(s));
        s.finish();
        return initializer;
    }

    /** What is there; nothing if that has a fault, which is then reported. */
    private static Optional<FeatureShape> input(Section n) {
        if (!n.has("input")) {
            return Optional.empty();
        }
        Section s = n.section("input");
        Optional<FeatureShape> shape = s.build(() -> s.has("steps")
                ? new FeatureShape.Sequence(s.wholeInt("steps"), s.wholeInt("features"))
                : LayerReader.image(s));
        s.finish();
        return shape;
    }
}
