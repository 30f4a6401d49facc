package keel.env.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.EnvRequest;
import keel.env.GroupedVectorEnv;
import keel.env.NativeEnvironments;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.Tensor;
import keel.env.server.EnvServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** What may be asked of a session while a group's step has no reply yet. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GroupsInFlightTest {
    private final EnvServer server = EnvServer.start("127.0.0.1:0", new NativeEnvironments());
    private final RemoteEnvironments remote = RemoteEnvironments.connect(server.address());
    private final GroupedVectorEnv env = (GroupedVectorEnv)
            remote.open(new EnvRequest("CartPole-v1", Map.of(), 2, AutoresetMode.SAME_STEP).withGroups(2));

    @AfterEach
    void stop() {
        remote.close();
        server.close();
    }

    private static Batch action(long action) {
        return Batch.of(Tensor.of(new long[] {action}, 1));
    }

    private static void refused(Executable call) {
        assertEquals(
                Reason.FAILED_PRECONDITION,
                assertThrows(RefusedException.class, call).reason());
    }

    @Test
    void wholeRequestsAreRefusedAndTheGroupGoesOn() {
        env.reset(1, 2);
        env.send(0, action(1));
        refused(() -> env.reset(3, 4));
        refused(() -> env.step(Tensor.of(new long[2], 2)));
        refused(() -> env.render(0));
        refused(() -> env.exchange(new int[] {1}, action(0), 1));
        assertEquals(1, env.receive(0).rewards()[0]);
        env.reset(3, 4);
    }
}
