package keel.experiments.preset;

import java.util.Map;
import java.util.Optional;
import keel.agents.AgentSpec;
import keel.agents.DqnSpec;
import keel.training.NetworkTraining;

/** Reads the keys of {@code algorithm: dqn}. */
final class DqnReader {
    private DqnReader() {}

    static Optional<AgentSpec> read(Section root) {
        Optional<AgentSpec.CommonSpec> common = CommonReader.read(root);
        Section s = root.section("dqn");
        int bufferSize = s.wholeInt("buffer-size");
        int batch = s.wholeInt("batch");
        long learningStarts = s.whole("learning-starts");
        int trainEvery = s.wholeInt("train-every-env-steps");
        int gradientSteps = s.wholeInt("gradient-steps");
        long targetEvery = s.whole("target-every-env-steps");
        double discount = s.number("discount");
        double epsilonStart = s.number("epsilon-start");
        double epsilonEnd = s.number("epsilon-end");
        double epsilonFraction = s.number("epsilon-fraction");
        boolean doubleQ = s.flag("double");
        s.finish();
        Map<String, NetworkTraining> networks = NetworksReader.read(root, batch, "q");
        if (common.isEmpty() || networks.isEmpty()) {
            return Optional.empty();
        }
        return root.build(() -> new DqnSpec(
                common.get(),
                networks.get("q"),
                bufferSize,
                batch,
                learningStarts,
                trainEvery,
                gradientSteps,
                targetEvery,
                discount,
                epsilonStart,
                epsilonEnd,
                epsilonFraction,
                doubleQ));
    }
}
