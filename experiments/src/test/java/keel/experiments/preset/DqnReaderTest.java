package keel.experiments.preset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import keel.agents.DqnSpec;
import keel.agents.dqn.QLoss;
import keel.agents.dqn.TargetUpdate;
import keel.agents.replay.ReplaySampling;
import keel.training.InvalidConfigException;
import keel.training.rate.Constant;
import keel.training.rate.Linear;
import org.junit.jupiter.api.Test;

class DqnReaderTest {
    private static Setting resolve(String... assignments) {
        return new PresetCatalog().resolve("cartpole-dqn", PresetCatalog.Overrides.of(List.of(assignments)));
    }

    private static DqnSpec spec(String... assignments) {
        return (DqnSpec) ((AgentSubject) resolve(assignments).subject()).spec();
    }

    private static String fault(String... assignments) {
        return assertThrows(InvalidConfigException.class, () -> resolve(assignments))
                .getMessage();
    }

    @Test
    void everyOptionReachesTheSpec() {
        DqnSpec spec = spec(
                "dqn.double=false",
                "dqn.dueling=true",
                "dqn.n-step=4",
                "dqn.loss={type: quantile-huber, quantiles: 7}",
                "dqn.target={type: soft, tau: 0.02}",
                "dqn.epsilon=0.25",
                "dqn.replay={type: prioritized, alpha: 0.5, epsilon: 1e-3, beta: {type: linear, start: 0.3, end: 1, env-steps: 70}}");
        assertEquals(false, spec.doubleQ());
        assertEquals(true, spec.dueling());
        assertEquals(4, spec.returnSteps());
        assertEquals(new QLoss.QuantileHuber(7), spec.loss());
        assertEquals(new TargetUpdate.Soft(0.02), spec.target());
        assertEquals(new Constant(0.25), spec.epsilon());
        assertEquals(new ReplaySampling.Prioritized(0.5, new Linear(0.3, 1, 70), 1e-3), spec.sampling());
        assertEquals(new QLoss.Squared(), spec("dqn.loss.type=squared").loss());
    }

    /** Two ways to write one schedule are one setting, also where the schedule stands deeper. */
    @Test
    void aConstantCoefficientMayBeWrittenAsANumber() {
        String replay = "dqn.replay={type: prioritized, alpha: 0.5, epsilon: 1e-3, beta: %s}";
        assertEquals(
                resolve(replay.formatted("0.4")).id(),
                resolve(replay.formatted("{type: constant, value: 0.4}")).id());
        assertNotEquals(
                resolve(replay.formatted("0.4")).id(),
                resolve(replay.formatted("0.5")).id());
    }

    @Test
    void faultsNameTheirKey() {
        assertTrue(fault("dqn.epsilon=1.5").contains("dqn.epsilon goes up to 1.5"), fault("dqn.epsilon=1.5"));
        assertTrue(fault("dqn.target.type=sfot").contains("Did you mean 'soft'"), fault("dqn.target.type=sfot"));
        assertTrue(fault("dqn.target.tau=1").contains("dqn.target.tau is unknown"), fault("dqn.target.tau=1"));
        String negative = fault("dqn.target.every-env-steps=0");
        assertTrue(negative.contains("dqn.target: every-env-steps is 0"), negative);
        String beta = fault("dqn.replay={type: prioritized, alpha: 0.5, epsilon: 1e-3, beta: 2}");
        assertTrue(beta.contains("dqn.replay: beta goes up to 2.0"), beta);
        assertTrue(fault("dqn.n-step=0").contains("dqn.n-step is 0"), fault("dqn.n-step=0"));
    }
}
