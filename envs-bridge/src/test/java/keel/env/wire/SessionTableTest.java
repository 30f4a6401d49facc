package keel.env.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import keel.env.AutoresetMode;
import keel.env.EnvRequest;
import keel.env.NativeEnvironments;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.VectorEnv;
import org.junit.jupiter.api.Test;

class SessionTableTest {
    @Test
    void anEnvironmentMadeDuringTheShutdownIsClosed() {
        EnvRequest request = new EnvRequest("CartPole-v1", Map.of(), 2, AutoresetMode.SAME_STEP).withGroups(2);
        VectorEnv environment = new NativeEnvironments().open(request);
        SessionTable sessions = new SessionTable(ServerLimits.DEFAULT, System::nanoTime);
        RefusedException refusal = assertThrows(
                RefusedException.class,
                () -> sessions.open(request, 0, () -> {
                    sessions.closeAll();
                    return environment;
                }));
        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        assertEquals(0, sessions.size());
        assertThrows(RejectedExecutionException.class, environment::reset, "its workers have ended");
    }
}
