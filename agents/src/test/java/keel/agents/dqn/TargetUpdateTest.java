package keel.agents.dqn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import keel.training.InvalidConfigException;
import org.junit.jupiter.api.Test;

class TargetUpdateTest {
    @Test
    void eachFollowsInItsOwnWay() {
        assertEquals(OptionalLong.of(250), new TargetUpdate.Hard(250).copyEveryEnvSteps());
        assertEquals(OptionalDouble.empty(), new TargetUpdate.Hard(250).rateEveryUpdate());
        assertEquals(OptionalLong.empty(), new TargetUpdate.Soft(0.01).copyEveryEnvSteps());
        assertEquals(OptionalDouble.of(0.01), new TargetUpdate.Soft(0.01).rateEveryUpdate());
    }

    @Test
    void whatNeverMovesIsRefused() {
        assertThrows(InvalidConfigException.class, () -> new TargetUpdate.Hard(0));
        assertThrows(InvalidConfigException.class, () -> new TargetUpdate.Soft(0));
        assertThrows(InvalidConfigException.class, () -> new TargetUpdate.Soft(1.1));
    }
}
