package keel.experiments.preset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import keel.training.network.FeatureShape;
import keel.training.network.LayerSpec;

/** Reads {@code networks.<name>.layers}. */
final class LayerReader {
    private static final Map<String, Function<Section, LayerSpec>> LAYERS = layers();

    private LayerReader() {}

    private static Map<String, Function<Section, LayerSpec>> layers() {
        Map<String, Function<Section, LayerSpec>> all = new LinkedHashMap<>();
        all.put(
                "dense",
                s -> new LayerSpec.Dense(
                        s.wholeInt("units"),
                        NetworkReader.activation(s),
                        NetworkReader.optionalFlag(s, "spectral-norm")));
        all.put(
                "convolution",
                s -> new LayerSpec.Convolution(
                        s.wholeInt("filters"),
                        s.wholeInt("kernel"),
                        s.wholeInt("stride"),
                        s.wholeInt("padding"),
                        NetworkReader.activation(s),
                        NetworkReader.optionalFlag(s, "spectral-norm")));
        all.put(
                "transposed-convolution",
                s -> new LayerSpec.TransposedConvolution(
                        s.wholeInt("filters"),
                        s.wholeInt("kernel"),
                        s.wholeInt("stride"),
                        s.wholeInt("padding"),
                        NetworkReader.activation(s)));
        all.put("reshape", s -> new LayerSpec.Reshape(image(s)));
        all.put("batch-norm", s -> new LayerSpec.BatchNorm(s.number("decay"), NetworkReader.activation(s)));
        all.put("layer-norm", s -> new LayerSpec.LayerNorm(NetworkReader.activation(s)));
        all.put("lstm", s -> new LayerSpec.Lstm(s.wholeInt("units"), NetworkReader.optionalFlag(s, "sequence")));
        all.put("dropout", s -> new LayerSpec.Dropout(s.number("rate")));
        return all;
    }

    static FeatureShape.Image image(Section s) {
        return new FeatureShape.Image(s.wholeInt("channels"), s.wholeInt("height"), s.wholeInt("width"));
    }

    /** All layers, or nothing if one has a fault. */
    static Optional<List<LayerSpec>> read(Section network) {
        List<LayerSpec> layers = new ArrayList<>();
        List<Section> sections = network.sections("layers");
        for (Section s : sections) {
            Function<Section, LayerSpec> make = s.choice("type", LAYERS);
            s.build(() -> make.apply(s)).ifPresent(layers::add);
            s.finish();
        }
        return layers.size() == sections.size() ? Optional.of(layers) : Optional.empty();
    }
}
