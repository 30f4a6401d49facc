package keel.experiments.preset;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import keel.agents.AgentSpec;
import keel.agents.OnPolicySpec;
import keel.agents.onpolicy.ActorCriticSpec;
import keel.agents.onpolicy.LossSpec;
import keel.agents.onpolicy.Objective;
import keel.agents.onpolicy.RolloutSpec;
import keel.agents.onpolicy.ValueLoss;
import keel.training.InvalidConfigException;
import keel.training.NetworkTraining;
import keel.training.network.Activation;
import keel.training.network.NetworkSpec;
import keel.training.rate.RateSchedule;

/** Reads the keys of {@code algorithm: a2c} and {@code algorithm: ppo}, which differ in their objective alone. */
final class OnPolicyReader {
    private static final Map<String, ValueLoss> VALUE_LOSSES = Section.byKey(ValueLoss.values(), ValueLoss::key);
    /** One number each, the bias; there is no observation to weigh. */
    private static final NetworkSpec FREE = new NetworkSpec(List.of(), Activation.IDENTITY);

    private OnPolicyReader() {}

    static Optional<AgentSpec> a2c(Section root) {
        return read(root, "a2c", s -> Optional.of(new Objective.PolicyGradient()));
    }

    static Optional<AgentSpec> ppo(Section root) {
        return read(root, "ppo", s -> {
            Optional<RateSchedule> clipRange = ScheduleTypes.read(s, "clip-range");
            int epochs = s.wholeInt("epochs");
            int minibatch = s.wholeInt("minibatch");
            Optional<Double> targetKl = s.optionalNumber("target-kl");
            Optional<RateSchedule> valueClipRange =
                    s.has("value-clip-range") ? ScheduleTypes.read(s, "value-clip-range") : Optional.empty();
            return clipRange.flatMap(range ->
                    s.build(() -> new Objective.ClippedSurrogate(range, epochs, minibatch, targetKl, valueClipRange)));
        });
    }

    private static Optional<AgentSpec> read(
            Section root, String algorithm, Function<Section, Optional<Objective>> readObjective) {
        Optional<AgentSpec.CommonSpec> common = CommonReader.read(root);
        Section s = root.section(algorithm);
        Optional<RolloutSpec> rollout = rollout(s);
        Optional<Objective> objective = readObjective.apply(s);
        Optional<LossSpec> loss = loss(s);
        Optional<Double> initialLogStd = s.optionalNumber("initial-log-std");
        s.finish();
        int lanes = common.map(c -> c.environment().lanes()).orElse(1);
        int rows = rollout.map(RolloutSpec::steps).orElse(1) * lanes;
        Optional<ActorCriticSpec> networks =
                networks(root, objective.map(own -> own.minibatch(rows)).orElse(1), initialLogStd);
        if (common.isEmpty() || rollout.isEmpty() || objective.isEmpty() || loss.isEmpty() || networks.isEmpty()) {
            return Optional.empty();
        }
        return root.build(
                () -> new OnPolicySpec(common.get(), networks.get(), rollout.get(), objective.get(), loss.get()));
    }

    private static Optional<RolloutSpec> rollout(Section s) {
        int steps = s.wholeInt("rollout-steps");
        double discount = s.number("discount");
        double gaeLambda = s.number("gae-lambda");
        boolean normalize = NetworkReader.optionalFlag(s, "normalize-advantages");
        return s.build(() -> new RolloutSpec(steps, discount, gaeLambda, normalize));
    }

    private static Optional<LossSpec> loss(Section s) {
        Optional<RateSchedule> entropyWeight = ScheduleTypes.read(s, "entropy-weight");
        ValueLoss valueLoss = s.has("value-loss") ? s.choice("value-loss", VALUE_LOSSES) : ValueLoss.SQUARED;
        double actorWeight = 1;
        double criticWeight = 1;
        if (s.has("loss-weights")) {
            Section w = s.section("loss-weights");
            actorWeight = w.number(ActorCriticSpec.ACTOR);
            criticWeight = w.number(ActorCriticSpec.CRITIC);
            w.finish();
        }
        double actor = actorWeight;
        double critic = criticWeight;
        return entropyWeight.flatMap(weight -> s.build(() -> new LossSpec(weight, valueLoss, actor, critic)));
    }

    private static Optional<ActorCriticSpec> networks(Section root, long batch, Optional<Double> initialLogStd) {
        boolean trunk = root.section("networks").has(ActorCriticSpec.TRUNK);
        boolean spread = root.section(RateReader.RATES).has(ActorCriticSpec.LOG_STD);
        root.build(() -> {
            InvalidConfigException.require(
                    spread || initialLogStd.isEmpty(),
                    "initial-log-std is set, but there is no network log-std that could begin there. Set rates.log-std and optimizers.log-std, or leave it out.");
            return true;
        });
        List<String> names = new ArrayList<>(List.of(ActorCriticSpec.ACTOR, ActorCriticSpec.CRITIC));
        if (trunk) {
            names.add(ActorCriticSpec.TRUNK);
        }
        if (spread) {
            names.add(ActorCriticSpec.LOG_STD);
        }
        Map<String, NetworkTraining> read =
                NetworksReader.read(root, batch, Map.of(ActorCriticSpec.LOG_STD, FREE), names.toArray(String[]::new));
        if (read.size() < names.size()) {
            return Optional.empty();
        }
        Optional<ActorCriticSpec.Spread> ownSpread = spread
                ? root.build(
                        () -> new ActorCriticSpec.Spread(read.get(ActorCriticSpec.LOG_STD), initialLogStd.orElse(0.0)))
                : Optional.empty();
        return root.build(() -> new ActorCriticSpec(
                read.get(ActorCriticSpec.ACTOR),
                read.get(ActorCriticSpec.CRITIC),
                Optional.ofNullable(read.get(ActorCriticSpec.TRUNK)),
                ownSpread));
    }
}
