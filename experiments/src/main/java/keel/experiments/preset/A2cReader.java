package keel.experiments.preset;

import java.util.Map;
import java.util.Optional;
import keel.agents.A2cSpec;
import keel.agents.AgentSpec;
import keel.training.NetworkTraining;

/** Reads the keys of {@code algorithm: a2c}. */
final class A2cReader {
    private A2cReader() {}

    static Optional<AgentSpec> read(Section root) {
        Optional<AgentSpec.CommonSpec> common = CommonReader.read(root);
        Section s = root.section("a2c");
        int rolloutSteps = s.wholeInt("rollout-steps");
        double discount = s.number("discount");
        double gaeLambda = s.number("gae-lambda");
        double entropyWeight = s.number("entropy-weight");
        s.finish();
        int lanes = common.map(c -> c.environment().lanes()).orElse(1);
        Map<String, NetworkTraining> networks =
                NetworksReader.read(root, (long) rolloutSteps * lanes, "actor", "critic");
        if (common.isEmpty() || networks.size() < 2) {
            return Optional.empty();
        }
        return root.build(() -> new A2cSpec(
                common.get(),
                networks.get("actor"),
                networks.get("critic"),
                rolloutSteps,
                discount,
                gaeLambda,
                entropyWeight));
    }
}
