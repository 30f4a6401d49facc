package keel.experiments.preset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import keel.training.InvalidConfigException;
import keel.training.network.Activation;
import keel.training.network.FeatureShape;
import keel.training.network.Initializer;
import keel.training.network.LayerSpec;
import keel.training.network.NetworkSpec;
import keel.training.network.NetworkSpec.DenseExtras;
import keel.training.network.OutputSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkReaderTest {
    private static Setting resolve(String... assignments) {
        return new PresetCatalog().resolve("ring-gan", PresetCatalog.Overrides.of(List.of(assignments)));
    }

    private static NetworkSpec network(String yaml) {
        return resolve("networks.generator=" + yaml)
                .subject()
                .networks()
                .get("generator")
                .network();
    }

    private static NetworkSpec dense(DenseExtras extras, Optional<Initializer> initializer) {
        return new NetworkSpec(List.of(128, 128), Activation.RELU, extras, initializer);
    }

    static Stream<Arguments> shortForms() {
        return Stream.of(
                Arguments.of(
                        "{normalization: layer}",
                        dense(new DenseExtras(true, false, Optional.empty()), Optional.empty())),
                Arguments.of("{normalization: none}", dense(DenseExtras.NONE, Optional.empty())),
                Arguments.of(
                        "{spectral-norm: true}",
                        dense(new DenseExtras(false, true, Optional.empty()), Optional.empty())),
                Arguments.of(
                        "{dropout: 0.1}", dense(new DenseExtras(false, false, Optional.of(0.1)), Optional.empty())),
                Arguments.of("{activation: silu, hidden: [8]}", new NetworkSpec(List.of(8), Activation.SILU)));
    }

    @ParameterizedTest
    @MethodSource("shortForms")
    void aDenseNetworkMayHaveMore(String yaml, NetworkSpec expected) {
        assertEquals(expected, network(yaml));
    }

    static Stream<Arguments> initializers() {
        var uniform = Initializer.Distribution.UNIFORM;
        var normal = Initializer.Distribution.NORMAL;
        return Stream.of(
                Arguments.of("{type: uniform-fan-in}", new Initializer.UniformFanIn()),
                Arguments.of("{type: orthogonal, gain: 1.41}", new Initializer.Orthogonal(1.41, 1.41)),
                Arguments.of(
                        "{type: orthogonal, gain: 1.41, output-gain: 0.01}", new Initializer.Orthogonal(1.41, 0.01)),
                Arguments.of("{type: xavier-uniform}", new Initializer.Xavier(uniform, 1)),
                Arguments.of("{type: xavier-normal, gain: 0.02}", new Initializer.Xavier(normal, 0.02)),
                Arguments.of("{type: he-uniform, gain: 1}", new Initializer.He(uniform, 1)),
                Arguments.of("{type: he-normal}", new Initializer.He(normal, Math.sqrt(2))));
    }

    @ParameterizedTest
    @MethodSource("initializers")
    void everyInitializerCanBeWritten(String yaml, Initializer expected) {
        assertEquals(dense(DenseExtras.NONE, Optional.of(expected)), network("{initializer: " + yaml + "}"));
    }

    @Test
    void everyLayerCanBeWrittenAndReplacesTheShortForm() {
        String yaml = """
                {input: {channels: 1, height: 4, width: 4}, output: spectral-linear, layers: [
                {type: convolution, filters: 3, kernel: 3, stride: 1, padding: 1, activation: leaky-relu, spectral-norm: true},
                {type: batch-norm, decay: 0.9, activation: relu},
                {type: dense, units: 12, activation: identity}, {type: layer-norm, activation: tanh}, {type: dropout, rate: 0.2},
                {type: reshape, channels: 3, height: 2, width: 2},
                {type: transposed-convolution, filters: 2, kernel: 2, stride: 2, padding: 0, activation: elu}]}""";
        assertEquals(
                new NetworkSpec(
                        Optional.of(new FeatureShape.Image(1, 4, 4)),
                        List.of(
                                new LayerSpec.Convolution(3, 3, 1, 1, Activation.LEAKY_RELU, true),
                                new LayerSpec.BatchNorm(0.9, Activation.RELU),
                                new LayerSpec.Dense(12, Activation.IDENTITY, false),
                                new LayerSpec.LayerNorm(Activation.TANH),
                                new LayerSpec.Dropout(0.2),
                                new LayerSpec.Reshape(new FeatureShape.Image(3, 2, 2)),
                                new LayerSpec.TransposedConvolution(2, 2, 2, 0, Activation.ELU)),
                        new OutputSpec.Linear(true),
                        Optional.empty()),
                network(yaml));
        assertEquals(
                new NetworkSpec(
                        Optional.of(new FeatureShape.Sequence(4, 4)),
                        List.of(new LayerSpec.Lstm(8, true), new LayerSpec.Lstm(2, false)),
                        new OutputSpec.LastLayer(),
                        Optional.empty()),
                network("{input: {steps: 4, features: 4}, output: last-layer, layers: "
                        + "[{type: lstm, units: 8, sequence: true}, {type: lstm, units: 2}]}"));
        // And the other way round.
        Setting back = resolve(
                "networks.generator={layers: [{type: dense, units: 4, activation: relu}]}",
                "networks.generator={hidden: [8], activation: tanh}");
        assertEquals(
                new NetworkSpec(List.of(8), Activation.TANH),
                back.subject().networks().get("generator").network());
    }

    @Test
    void sayingThatThereIsNothingIsTheSameSetting() {
        assertEquals(
                resolve().id(),
                resolve("networks.generator.normalization=none", "networks.generator.spectral-norm=false")
                        .id());
        assertNotEquals(
                resolve().id(),
                resolve("networks.generator.normalization=layer").id());
        String layer = "networks.generator={layers: [{type: dense, units: 4, activation: relu";
        assertEquals(
                resolve(layer + "}]}").id(),
                resolve(layer + ", spectral-norm: false}], output: linear}").id());
    }

    @Test
    void faultsAreNamedWithTheirLayer() {
        String message = assertThrows(
                        InvalidConfigException.class,
                        () -> resolve(
                                "networks.generator={layers: [{type: dense, units: 4, activation: relu, unit: 3}, "
                                        + "{type: convolutoin}, {type: dropout, rate: 2}], otput: linear}",
                                "networks.discriminator.initializer={type: orthogonal, gain: -1}",
                                "networks.discriminator.normalization=batch"))
                .getMessage();
        for (String part : List.of(
                "networks.generator.layers.0.unit is unknown. Did you mean 'units'?",
                "networks.generator.layers.1.type is 'convolutoin'",
                "Did you mean 'convolution'?",
                "networks.generator.layers.2: dropout is 2.0",
                "networks.generator.otput is unknown. Did you mean 'output'?",
                "networks.discriminator.initializer: initializer gain is -1.0",
                "networks.discriminator.normalization is 'batch', which is none of: layer, none")) {
            assertTrue(message.contains(part), message);
        }
        assertTrue(assertThrows(InvalidConfigException.class, () -> network("{layers: 64}"))
                .getMessage()
                .contains("networks.generator.layers is 64, but it must be a list of mappings"));
    }
}
