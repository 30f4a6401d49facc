package keel.experiments.preset;

import java.util.Optional;
import keel.training.network.Engine;

/** Why networks are not computed by the device that a command names. */
final class DeviceFit {
    static final String RL4J =
            "RL4J's learners write gradients in the processor's memory, so that rl4j-* algorithms train on the processor";

    private static final String DL4J =
            "networks of engine: dl4j are computed where the build puts them (docs/gpu.md), whatever --device says; dense ones can have engine: stacked";

    private DeviceFit() {}

    static Optional<String> ofEngine(Engine engine) {
        return engine == Engine.STACKED ? Optional.empty() : Optional.of(DL4J);
    }
}
