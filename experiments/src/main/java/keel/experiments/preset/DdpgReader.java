package keel.experiments.preset;

import java.util.Map;
import java.util.Optional;
import keel.agents.AgentSpec;
import keel.agents.DdpgSpec;
import keel.agents.ExplorationSpec;
import keel.agents.ReplaySpec;
import keel.training.NetworkTraining;

/** Reads the keys of {@code algorithm: ddpg}. */
final class DdpgReader {
    private DdpgReader() {}

    static Optional<AgentSpec> read(Section root) {
        Optional<AgentSpec.CommonSpec> common = CommonReader.read(root);
        Section s = root.section("ddpg");
        Optional<ReplaySpec> replay = OffPolicyReader.replay(s);
        Optional<ExplorationSpec> exploration = OffPolicyReader.exploration(s);
        double discount = s.number("discount");
        double targetRate = s.number("target-rate");
        s.finish();
        Map<String, NetworkTraining> networks =
                NetworksReader.read(root, replay.map(ReplaySpec::batch).orElse(1), "actor", "critic");
        if (common.isEmpty() || replay.isEmpty() || exploration.isEmpty() || networks.size() < 2) {
            return Optional.empty();
        }
        return root.build(() -> new DdpgSpec(
                common.get(),
                networks.get("actor"),
                networks.get("critic"),
                replay.get(),
                exploration.get(),
                discount,
                targetRate));
    }
}
