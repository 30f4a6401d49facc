package keel.experiments.preset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import keel.agents.OnPolicySpec;
import keel.agents.onpolicy.LossSpec;
import keel.agents.onpolicy.Objective;
import keel.agents.onpolicy.RolloutSpec;
import keel.agents.onpolicy.ValueLoss;
import keel.training.InvalidConfigException;
import keel.training.network.OutputSpec;
import keel.training.rate.Constant;
import keel.training.rate.Linear;
import org.junit.jupiter.api.Test;

class OnPolicyReaderTest {
    private static Setting resolve(String preset, String... assignments) {
        return new PresetCatalog().resolve(preset, PresetCatalog.Overrides.of(List.of(assignments)));
    }

    private static OnPolicySpec spec(String preset, String... assignments) {
        return (OnPolicySpec) ((AgentSubject) resolve(preset, assignments).subject()).spec();
    }

    private static String fault(String preset, String... assignments) {
        return assertThrows(InvalidConfigException.class, () -> resolve(preset, assignments))
                .getMessage();
    }

    @Test
    void everyKeyOfPpoIsRead() {
        OnPolicySpec spec = spec(
                "cartpole-ppo",
                "ppo.rollout-steps=7",
                "ppo.epochs=3",
                "ppo.minibatch=9",
                "ppo.clip-range=0.3",
                "ppo.value-clip-range={type: linear, start: 0.5, end: 0.1, env-steps: 50}",
                "ppo.target-kl=0.02",
                "ppo.entropy-weight={type: linear, start: 0.1, end: 0, env-steps: 60}",
                "ppo.value-loss=huber",
                "ppo.loss-weights={actor: 2, critic: 0.5}",
                "ppo.normalize-advantages=false");
        assertEquals(new RolloutSpec(7, 0.98, 0.8, false), spec.rollout());
        assertEquals(
                new Objective.ClippedSurrogate(
                        new Constant(0.3), 3, 9, Optional.of(0.02), Optional.of(new Linear(0.5, 0.1, 50))),
                spec.objective());
        assertEquals(new LossSpec(new Linear(0.1, 0, 60), ValueLoss.HUBER, 2, 0.5), spec.loss());
        // 56 rows in 7 minibatches, 3 times a rollout.
        assertEquals(100_000 / 56 * 21, spec.expectedUpdates("actor").orElseThrow());
    }

    @Test
    void aTrunkIsAThirdNetwork() {
        OnPolicySpec spec = spec(
                "cartpole-ppo",
                "networks.trunk={hidden: [32, 16], activation: relu, output: last-layer}",
                "networks.actor.hidden=[]",
                "optimizers.trunk={type: adam}",
                "rates.trunk=1e-4",
                "layer-rates.trunk=[1, 0.5]");
        assertEquals(
                List.of("actor", "critic", "trunk"), List.copyOf(spec.networks().keySet()));
        assertEquals(
                new OutputSpec.LastLayer(),
                spec.networks().get("trunk").network().output());
        assertTrue(fault(
                        "cartpole-ppo",
                        "networks.trunk={hidden: [32], activation: relu}",
                        "optimizers.trunk={type: adam}",
                        "rates.trunk=1e-4")
                .contains("Write output: last-layer"));
    }

    @Test
    void deviationsAreANetworkWhereTheyHaveARate() {
        OnPolicySpec spec = spec("pendulum-ppo", "ppo.initial-log-std=-0.5", "rates.log-std=1e-4");
        assertEquals(-0.5, spec.actorCritic().spread().orElseThrow().initial());
        assertEquals(new Constant(1e-4), spec.networks().get("log-std").rate().schedule());
        assertTrue(fault("cartpole-ppo", "ppo.initial-log-std=-1").contains("no network log-std"));
        assertTrue(fault("cartpole-ppo", "rates.log-std=1e-3").contains("optimizers.log-std is missing"));
    }

    @Test
    void whatCannotBeIsToldWithItsPath() {
        String message =
                fault("cartpole-ppo", "ppo.gae-lambda=1.5", "ppo.epochs=0", "ppo.loss-weights={actor: -1, critic: 1}");
        assertTrue(message.contains("ppo: gae-lambda is 1.5"), message);
        assertTrue(message.contains("ppo: epochs is 0"), message);
        assertTrue(message.contains("ppo: loss-weights are -1.0"), message);
        assertTrue(fault("cartpole-ppo", "ppo.target-kl=0").contains("ppo: target-kl is 0.0"));
        assertTrue(fault("cartpole-a2c", "a2c.clip-range=0.2").contains("a2c.clip-range is unknown"));
    }
}
