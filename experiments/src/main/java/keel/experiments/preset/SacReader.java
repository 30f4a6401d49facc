package keel.experiments.preset;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.agents.AgentSpec;
import keel.agents.EntropySpec;
import keel.agents.ExplorationSpec;
import keel.agents.ReplaySpec;
import keel.agents.SacSpec;
import keel.training.NetworkTraining;
import keel.training.network.Activation;
import keel.training.network.NetworkSpec;
import keel.training.rate.RateSchedule;

/** Reads the keys of {@code algorithm: sac}. */
final class SacReader {
    private static final String TEMPERATURE = "temperature";
    private static final String ENTROPY_WEIGHT = "entropy-weight";
    private static final Map<String, Boolean> LEARNED = Map.of("automatic", true);

    private SacReader() {}

    static Optional<AgentSpec> read(Section root) {
        Optional<AgentSpec.CommonSpec> common = CommonReader.read(root);
        Section s = root.section("sac");
        Optional<ReplaySpec> replay = OffPolicyReader.replay(s);
        Optional<ExplorationSpec> exploration = OffPolicyReader.exploration(s);
        int critics = s.wholeInt("critics");
        double discount = s.number("discount");
        double targetRate = s.number("target-rate");
        boolean learned = s.names(ENTROPY_WEIGHT, LEARNED);
        Optional<RateSchedule> planned = learned ? Optional.empty() : ScheduleTypes.read(s, ENTROPY_WEIGHT);
        double initialWeight = s.number("initial-entropy-weight");
        Optional<Double> target = s.optionalNumber("target-entropy");
        s.finish();
        // Read either way: its optimiser and rate have defaults, which a planned weight leaves unused.
        Map<String, NetworkTraining> networks = NetworksReader.read(
                root,
                replay.map(ReplaySpec::batch).orElse(1),
                Map.of(TEMPERATURE, new NetworkSpec(List.of(), Activation.IDENTITY)),
                "actor",
                "critic",
                TEMPERATURE);
        if (common.isEmpty()
                || replay.isEmpty()
                || exploration.isEmpty()
                || networks.size() < 3
                || (!learned && planned.isEmpty())) {
            return Optional.empty();
        }
        Optional<EntropySpec> entropy = planned.<EntropySpec>map(EntropySpec.Planned::new)
                .or(() -> s.build(() -> new EntropySpec.Automatic(networks.get(TEMPERATURE), initialWeight, target)));
        return entropy.flatMap(weight -> root.build(() -> new SacSpec(
                common.get(),
                networks.get("actor"),
                networks.get("critic"),
                weight,
                replay.get(),
                exploration.get(),
                critics,
                discount,
                targetRate)));
    }
}
