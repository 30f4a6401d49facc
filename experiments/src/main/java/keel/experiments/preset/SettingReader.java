package keel.experiments.preset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import keel.agents.AgentSpec;
import keel.env.Suggestion;
import keel.gans.GanSpec;
import keel.gans.data.DataSpec;
import keel.training.InvalidConfigException;
import keel.training.NetworkTraining;
import keel.training.network.Engine;
import keel.training.rate.RateControllerSpec;

/** From a complete tree to what trains; every fault of the tree is reported at once. */
final class SettingReader {
    private static final Map<String, Function<SettingReader, Optional<Subject>>> KINDS =
            Map.of("agent", SettingReader::agent, "gan", SettingReader::gan);
    private static final Map<String, Function<Section, Optional<AgentSpec>>> ALGORITHMS = Map.ofEntries(
            Map.entry("dqn", DqnReader::read),
            Map.entry("a2c", OnPolicyReader::a2c),
            Map.entry("ppo", OnPolicyReader::ppo),
            Map.entry("sac", SacReader::read),
            Map.entry("td3", Td3Reader::read),
            Map.entry("ddpg", DdpgReader::read),
            Map.entry(Rl4jReader.A2C, Rl4jReader::a2c),
            Map.entry(Rl4jReader.DOUBLE_DQN, Rl4jReader::doubleDqn),
            Map.entry(Rl4jReader.NSTEP_Q, Rl4jReader::nstepQ));

    private final List<String> faults = new ArrayList<>();
    private final Section root;

    private SettingReader(ObjectNode tree) {
        root = new Section("", tree, faults);
    }

    /**
     * Reads a tree.
     *
     * @throws InvalidConfigException with one line a fault
     */
    static Subject read(ObjectNode tree) {
        SettingReader reader = new SettingReader(tree);
        Function<SettingReader, Optional<Subject>> kind = reader.root.choice("kind", KINDS);
        reader.stopIfFaulty();
        Optional<Subject> subject = kind.apply(reader);
        reader.root.finish();
        subject.ifPresent(reader::requireMeasured);
        reader.stopIfFaulty();
        return subject.orElseThrow(() -> new IllegalStateException("no fault was reported, but nothing was read"));
    }

    /** A controller whose metric never comes would be a constant rate that looks controlled. */
    private void requireMeasured(Subject subject) {
        subject.networks()
                .forEach((name, training) -> training.rate()
                        .controller()
                        .map(RateControllerSpec::metric)
                        .filter(metric -> !subject.metrics().contains(metric))
                        .ifPresent(metric -> faults.add(
                                "controllers.%s.metric is '%s', which is never measured here.%s Measured: %s."
                                        .formatted(
                                                name,
                                                metric,
                                                Suggestion.of(metric, subject.metrics()),
                                                String.join(", ", subject.metrics())))));
    }

    private void stopIfFaulty() {
        if (!faults.isEmpty()) {
            throw new InvalidConfigException(String.join("\n", faults));
        }
    }

    private Optional<Subject> agent() {
        Function<Section, Optional<AgentSpec>> algorithm = root.choice("algorithm", ALGORITHMS);
        // Without the algorithm there are no defaults, and everything else would seem to be missing.
        stopIfFaulty();
        return algorithm.apply(root).map(AgentSubject::new);
    }

    private Optional<Subject> gan() {
        Optional<DataSpec> data = DataReader.read(root);
        Section length = root.section("length");
        long iterations = length.whole("iterations");
        length.finish();
        Section g = root.section("gan");
        int latent = g.wholeInt("latent");
        int batch = g.wholeInt("batch");
        double r1Gamma = g.number("r1-gamma");
        g.finish();
        Map<String, NetworkTraining> networks = NetworksReader.read(root, batch, "generator", "discriminator");
        Section v = root.section("evaluation");
        int every = v.wholeInt("every-iterations");
        int samples = v.wholeInt("samples");
        v.finish();
        int telemetryEvery = CommonReader.telemetryEvery(root);
        Engine engine = CommonReader.engine(root);
        if (data.isEmpty() || networks.size() < 2) {
            return Optional.empty();
        }
        return root.build(() -> new GanSubject(new GanSpec(
                data.get(),
                latent,
                batch,
                iterations,
                networks.get("generator"),
                networks.get("discriminator"),
                r1Gamma,
                every,
                samples,
                telemetryEvery,
                engine)));
    }
}
