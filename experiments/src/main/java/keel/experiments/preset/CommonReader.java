package keel.experiments.preset;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.agents.AgentSpec;
import keel.agents.EnvironmentSpec;
import keel.agents.EvaluationSpec;
import keel.agents.NormalizationSpec;
import keel.training.network.Engine;

/** Reads what every algorithm needs. */
final class CommonReader {
    private static final Map<String, Engine> ENGINES = Section.byKey(Engine.values(), Engine::key);

    private CommonReader() {}

    static Optional<AgentSpec.CommonSpec> read(Section root) {
        Section e = root.section("environment");
        String id = e.text("id");
        int lanes = e.wholeInt("lanes");
        Map<String, Object> arguments = e.section("arguments").arguments();
        List<Integer> features = e.has("features") ? e.wholes("features") : List.of();
        int history = e.has("history") ? e.wholeInt("history") : 1;
        NormalizationSpec normalization = normalization(e);
        e.finish();
        Optional<EnvironmentSpec> environment =
                root.build(() -> new EnvironmentSpec(id, arguments, lanes, features, history, normalization));
        Section length = root.section("length");
        long envSteps = length.whole("env-steps");
        length.finish();
        Section v = root.section("evaluation");
        long every = v.whole("every-env-steps");
        int episodes = v.wholeInt("episodes");
        int finalEpisodes = v.wholeInt("final-episodes");
        boolean stochastic = NetworkReader.optionalFlag(v, "stochastic");
        v.finish();
        Optional<EvaluationSpec> evaluation =
                root.build(() -> new EvaluationSpec(every, episodes, finalEpisodes, stochastic));
        int telemetryEvery = telemetryEvery(root);
        Engine engine = engine(root);
        if (environment.isEmpty() || evaluation.isEmpty()) {
            return Optional.empty();
        }
        return root.build(
                () -> new AgentSpec.CommonSpec(environment.get(), envSteps, evaluation.get(), telemetryEvery, engine));
    }

    /** The optional section {@code environment.normalize}. */
    private static NormalizationSpec normalization(Section environment) {
        if (!environment.has("normalize")) {
            return NormalizationSpec.NONE;
        }
        Section n = environment.section("normalize");
        boolean observations = NetworkReader.optionalFlag(n, "observations");
        boolean rewards = NetworkReader.optionalFlag(n, "rewards");
        double clip = n.optionalNumber("clip").orElse(NormalizationSpec.NONE.clip());
        n.finish();
        return n.build(() -> new NormalizationSpec(observations, rewards, clip)).orElse(NormalizationSpec.NONE);
    }

    static int telemetryEvery(Section root) {
        Section telemetry = root.section("telemetry");
        int every = telemetry.wholeInt("every-updates");
        telemetry.finish();
        return every;
    }

    static Engine engine(Section root) {
        return root.choice("engine", ENGINES);
    }
}
