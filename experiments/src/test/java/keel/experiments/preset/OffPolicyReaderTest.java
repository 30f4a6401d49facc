package keel.experiments.preset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import keel.agents.AgentSpec;
import keel.agents.DdpgSpec;
import keel.agents.EntropySpec;
import keel.agents.ExplorationSpec;
import keel.agents.ReplaySpec;
import keel.agents.SacSpec;
import keel.agents.Td3Spec;
import keel.training.InvalidConfigException;
import keel.training.rate.Constant;
import keel.training.rate.Linear;
import org.junit.jupiter.api.Test;

class OffPolicyReaderTest {
    private static final PresetCatalog CATALOG = new PresetCatalog();

    private static AgentSpec spec(String preset, String... assignments) {
        Setting setting = CATALOG.resolve(preset, PresetCatalog.Overrides.of(List.of(assignments)));
        return ((AgentSubject) setting.subject()).spec();
    }

    private static String fault(String preset, String... assignments) {
        return assertThrows(InvalidConfigException.class, () -> spec(preset, assignments))
                .getMessage();
    }

    /** Every key away from its default, so that none can be read from another's place. */
    @Test
    void everyKeyOfSacIsReadFromItsPlace() {
        SacSpec sac = (SacSpec) spec(
                "pendulum-sac",
                "sac.buffer-size=5000",
                "sac.batch=32",
                "sac.learning-starts=77",
                "sac.train-every-env-steps=6",
                "sac.gradient-steps=3",
                "sac.critics=4",
                "sac.discount=0.9",
                "sac.target-rate=0.02",
                "sac.initial-entropy-weight=0.3",
                "sac.target-entropy=-0.5",
                "sac.exploration-noise={type: linear, start: 0.4, end: 0.1, env-steps: 900}",
                "sac.noise-correlation=0.7",
                "sac.hold-steps=5");
        assertEquals(new ReplaySpec(5000, 32, 77, 6, 3), sac.replay());
        assertEquals(new ExplorationSpec(new Linear(0.4, 0.1, 900), 0.7, 5), sac.exploration());
        assertEquals(List.of(4, 0.9, 0.02), List.of(sac.critics(), sac.discount(), sac.targetRate()));
        EntropySpec.Automatic entropy = (EntropySpec.Automatic) sac.entropy();
        assertEquals(0.3, entropy.initialWeight());
        assertEquals(Optional.of(-0.5), entropy.target());
        assertEquals(Set.of("actor", "critic", "temperature"), sac.networks().keySet());
        assertEquals(
                new Constant(1e-3), sac.networks().get("temperature").rate().schedule());
    }

    @Test
    void aPlannedEntropyWeightHasNoTemperature() {
        SacSpec sac =
                (SacSpec) spec("pendulum-sac", "sac.entropy-weight={type: linear, start: 1, end: 0, env-steps: 9}");
        assertEquals(new EntropySpec.Planned(new Linear(1, 0, 9)), sac.entropy());
        assertEquals(Set.of("actor", "critic"), sac.networks().keySet());
        SacSpec fixed = (SacSpec) spec("mountaincarcontinuous-sac");
        assertEquals(new EntropySpec.Planned(new Constant(0.1)), fixed.entropy());
    }

    @Test
    void everyKeyOfTd3IsReadFromItsPlace() {
        Td3Spec td3 = (Td3Spec) spec(
                "pendulum-td3",
                "td3.buffer-size=5000",
                "td3.batch=32",
                "td3.learning-starts=77",
                "td3.train-every-env-steps=6",
                "td3.gradient-steps=3",
                "td3.critics=4",
                "td3.discount=0.9",
                "td3.target-rate=0.02",
                "td3.policy-delay=5",
                "td3.target-noise=0.11",
                "td3.target-noise-clip=0.22",
                "td3.exploration-noise=0.33",
                "td3.noise-correlation=0.7",
                "td3.hold-steps=8");
        assertEquals(new ReplaySpec(5000, 32, 77, 6, 3), td3.replay());
        assertEquals(new ExplorationSpec(new Constant(0.33), 0.7, 8), td3.exploration());
        assertEquals(
                List.of(4, 0.9, 0.02, 5, 0.11, 0.22),
                List.of(
                        td3.critics(),
                        td3.discount(),
                        td3.targetRate(),
                        td3.policyDelay(),
                        td3.targetNoise(),
                        td3.targetNoiseClip()));
    }

    @Test
    void ddpgIsReadFromASectionOfItsOwn() {
        DdpgSpec ddpg =
                (DdpgSpec) spec("pendulum-ddpg", "ddpg.discount=0.9", "ddpg.target-rate=0.02", "rates.actor=2e-4");
        assertEquals(List.of(0.9, 0.02), List.of(ddpg.discount(), ddpg.targetRate()));
        assertEquals(new Constant(2e-4), ddpg.actor().rate().schedule());
        assertTrue(fault("pendulum-ddpg", "ddpg.policy-delay=2").contains("ddpg.policy-delay is unknown"));
    }

    /** Equal coefficients give one setting, however they are written. */
    @Test
    void aConstantCoefficientMayBeWrittenAsASchedule() {
        for (String key : List.of("sac.exploration-noise", "sac.entropy-weight")) {
            Setting number = CATALOG.resolve("pendulum-sac", PresetCatalog.Overrides.of(List.of(key + "=0.25")));
            Setting schedule = CATALOG.resolve(
                    "pendulum-sac", PresetCatalog.Overrides.of(List.of(key + "={type: constant, value: 0.25}")));
            assertEquals(number.id(), schedule.id());
        }
    }

    @Test
    void faultsNameKeyAndReason() {
        assertTrue(fault("pendulum-sac", "sac.batch=0").contains("sac: batch is 0"));
        assertTrue(fault("pendulum-sac", "sac.entropy-weight=auto").contains("sac.entropy-weight"));
        assertTrue(fault("pendulum-sac", "sac.initial-entropy-weight=0").contains("initial-entropy-weight is 0"));
        assertTrue(fault("pendulum-sac", "sac.target-rate=0").contains("sac.target-rate is 0"));
        assertTrue(fault("pendulum-sac", "sac.critics=0").contains("sac.critics is 0"));
        assertTrue(fault("pendulum-td3", "td3.policy-delay=0").contains("td3.policy-delay is 0"));
        assertTrue(fault("pendulum-td3", "td3.target-noise=-1").contains("td3.target-noise (-1"));
        assertTrue(fault("pendulum-td3", "td3.noise-correlation=1").contains("td3: noise-correlation is 1.0"));
        assertTrue(fault("pendulum-td3", "optimizers.actor.extragradient=true").contains("extragradient"));
    }
}
