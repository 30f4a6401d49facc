package keel.experiments.preset;

import java.util.Map;
import java.util.Optional;
import keel.agents.AgentSpec;
import keel.agents.Rl4jA2cSpec;
import keel.agents.Rl4jDoubleDqnSpec;
import keel.agents.Rl4jNstepQSpec;
import keel.training.NetworkTraining;
import keel.training.rate.RateSchedule;

/** Reads the keys of the algorithms that RL4J's learners run. */
final class Rl4jReader {
    static final String A2C = "rl4j-a2c";
    static final String DOUBLE_DQN = "rl4j-double-dqn";
    static final String NSTEP_Q = "rl4j-nstep-q";

    private Rl4jReader() {}

    static Optional<AgentSpec> a2c(Section root) {
        Optional<AgentSpec.CommonSpec> common = CommonReader.read(root);
        Section s = root.section(A2C);
        int rolloutSteps = s.wholeInt("rollout-steps");
        double discount = s.number("discount");
        Optional<RateSchedule> entropyWeight = ScheduleTypes.read(s, "entropy-weight");
        s.finish();
        Map<String, NetworkTraining> networks = NetworksReader.read(root, rolloutSteps, "actor", "critic");
        if (common.isEmpty() || networks.size() < 2 || entropyWeight.isEmpty()) {
            return Optional.empty();
        }
        return root.build(() -> new Rl4jA2cSpec(
                common.get(),
                networks.get("actor"),
                networks.get("critic"),
                rolloutSteps,
                discount,
                entropyWeight.get()));
    }

    static Optional<AgentSpec> doubleDqn(Section root) {
        Optional<AgentSpec.CommonSpec> common = CommonReader.read(root);
        Section s = root.section(DOUBLE_DQN);
        int bufferSize = s.wholeInt("buffer-size");
        int batch = s.wholeInt("batch");
        long learningStarts = s.whole("learning-starts");
        int trainEvery = s.wholeInt("train-every-env-steps");
        long targetEvery = s.whole("target-every-updates");
        double discount = s.number("discount");
        Optional<RateSchedule> epsilon = ScheduleTypes.read(s, "epsilon");
        Optional<Double> errorClamp = s.optionalNumber("error-clamp");
        s.finish();
        Map<String, NetworkTraining> networks = NetworksReader.read(root, batch, "q");
        if (common.isEmpty() || networks.isEmpty() || epsilon.isEmpty()) {
            return Optional.empty();
        }
        return root.build(() -> new Rl4jDoubleDqnSpec(
                common.get(),
                networks.get("q"),
                bufferSize,
                batch,
                learningStarts,
                trainEvery,
                targetEvery,
                discount,
                epsilon.get(),
                errorClamp));
    }

    static Optional<AgentSpec> nstepQ(Section root) {
        Optional<AgentSpec.CommonSpec> common = CommonReader.read(root);
        Section s = root.section(NSTEP_Q);
        int rolloutSteps = s.wholeInt("rollout-steps");
        long targetEvery = s.whole("target-every-updates");
        double discount = s.number("discount");
        Optional<RateSchedule> epsilon = ScheduleTypes.read(s, "epsilon");
        s.finish();
        Map<String, NetworkTraining> networks = NetworksReader.read(root, rolloutSteps, "q");
        if (common.isEmpty() || networks.isEmpty() || epsilon.isEmpty()) {
            return Optional.empty();
        }
        return root.build(() -> new Rl4jNstepQSpec(
                common.get(), networks.get("q"), rolloutSteps, targetEvery, discount, epsilon.get()));
    }
}
