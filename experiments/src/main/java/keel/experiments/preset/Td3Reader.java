package keel.experiments.preset;

import java.util.Map;
import java.util.Optional;
import keel.agents.AgentSpec;
import keel.agents.ExplorationSpec;
import keel.agents.ReplaySpec;
import keel.agents.Td3Spec;
import keel.training.NetworkTraining;

/** Reads the keys of {@code algorithm: td3}. */
final class Td3Reader {
    private Td3Reader() {}

    static Optional<AgentSpec> read(Section root) {
        Optional<AgentSpec.CommonSpec> common = CommonReader.read(root);
        Section s = root.section("td3");
        Optional<ReplaySpec> replay = OffPolicyReader.replay(s);
        Optional<ExplorationSpec> exploration = OffPolicyReader.exploration(s);
        int critics = s.wholeInt("critics");
        double discount = s.number("discount");
        double targetRate = s.number("target-rate");
        int policyDelay = s.wholeInt("policy-delay");
        double targetNoise = s.number("target-noise");
        double targetNoiseClip = s.number("target-noise-clip");
        s.finish();
        Map<String, NetworkTraining> networks =
                NetworksReader.read(root, replay.map(ReplaySpec::batch).orElse(1), "actor", "critic");
        if (common.isEmpty() || replay.isEmpty() || exploration.isEmpty() || networks.size() < 2) {
            return Optional.empty();
        }
        return root.build(() -> new Td3Spec(
                common.get(),
                networks.get("actor"),
                networks.get("critic"),
                replay.get(),
                exploration.get(),
                critics,
                discount,
                targetRate,
                policyDelay,
                targetNoise,
                targetNoiseClip));
    }
}
