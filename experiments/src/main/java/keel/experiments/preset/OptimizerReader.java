package keel.experiments.preset;

import java.util.Map;
import java.util.Optional;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.GradientClipping;
import keel.training.optimizer.OptimizerSpec;
import keel.training.optimizer.RestartReset;

/** Reads {@code optimizers.<name>}. */
final class OptimizerReader {
    private OptimizerReader() {}

    /** All that one section says. */
    record Read(OptimizerSpec optimizer, GradientClipping clipping, RestartReset restartReset) {}

    static Optional<Read> read(Section optimizers, String name) {
        Section o = optimizers.section(name);
        o.choice("type", Map.of("adam", "adam"));
        double beta1 = o.number("beta1");
        double beta2 = o.number("beta2");
        double epsilon = o.number("epsilon");
        Optional<Double> maxNorm = o.optionalNumber("max-gradient-norm");
        o.finish();
        Optional<OptimizerSpec> optimizer = o.build(() -> new AdamSpec(beta1, beta2, epsilon));
        Optional<GradientClipping> clipping = o.build(() -> new GradientClipping(Optional.empty(), maxNorm));
        if (optimizer.isEmpty() || clipping.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Read(optimizer.get(), clipping.get(), RestartReset.NOTHING));
    }
}
