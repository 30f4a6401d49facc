package keel.experiments.preset;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import keel.agents.AgentSpec;
import keel.agents.DqnSpec;
import keel.agents.dqn.QLoss;
import keel.agents.dqn.TargetUpdate;
import keel.agents.replay.ReplaySampling;
import keel.training.NetworkTraining;
import keel.training.rate.Constant;
import keel.training.rate.RateSchedule;

/** Reads the keys of {@code algorithm: dqn}. */
final class DqnReader {
    private static final Map<String, Variant<TargetUpdate>> TARGETS = new TreeMap<>(Map.of(
            "hard", Variant.of(s -> new TargetUpdate.Hard(s.whole("every-env-steps"))),
            "soft", Variant.of(s -> new TargetUpdate.Soft(s.number("tau")))));
    private static final Map<String, Variant<QLoss>> LOSSES = new TreeMap<>(Map.of(
            "huber", Variant.of(s -> new QLoss.Huber()),
            "squared", Variant.of(s -> new QLoss.Squared()),
            "quantile-huber", Variant.of(s -> new QLoss.QuantileHuber(s.wholeInt("quantiles")))));
    private static final Map<String, Variant<ReplaySampling>> SAMPLINGS = new TreeMap<>(Map.of(
            "uniform", Variant.of(s -> new ReplaySampling.Uniform()), "prioritized", Variant.of(s -> {
                double alpha = s.number("alpha");
                double epsilon = s.number("epsilon");
                RateSchedule beta = ScheduleTypes.read(s, "beta").orElse(new Constant(0));
                return new ReplaySampling.Prioritized(alpha, beta, epsilon);
            })));

    private DqnReader() {}

    static Optional<AgentSpec> read(Section root) {
        Optional<AgentSpec.CommonSpec> common = CommonReader.read(root);
        Section s = root.section("dqn");
        int bufferSize = s.wholeInt("buffer-size");
        int batch = s.wholeInt("batch");
        Optional<ReplaySampling> sampling = s.variant("replay", SAMPLINGS);
        long learningStarts = s.whole("learning-starts");
        int trainEvery = s.wholeInt("train-every-env-steps");
        int gradientSteps = s.wholeInt("gradient-steps");
        Optional<TargetUpdate> target = s.variant("target", TARGETS);
        double discount = s.number("discount");
        int returnSteps = s.wholeInt("n-step");
        Optional<RateSchedule> epsilon = ScheduleTypes.read(s, "epsilon");
        Optional<QLoss> loss = s.variant("loss", LOSSES);
        boolean doubleQ = s.flag("double");
        boolean dueling = s.flag("dueling");
        s.finish();
        Map<String, NetworkTraining> networks = NetworksReader.read(root, batch, "q");
        if (common.isEmpty()
                || networks.isEmpty()
                || sampling.isEmpty()
                || target.isEmpty()
                || epsilon.isEmpty()
                || loss.isEmpty()) {
            return Optional.empty();
        }
        return root.build(() -> new DqnSpec(
                common.get(),
                networks.get("q"),
                bufferSize,
                batch,
                sampling.get(),
                learningStarts,
                trainEvery,
                gradientSteps,
                target.get(),
                discount,
                returnSteps,
                epsilon.get(),
                loss.get(),
                doubleQ,
                dueling));
    }
}
