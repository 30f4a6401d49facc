package keel.env.python;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import keel.env.AutoresetMode;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorStep;
import keel.env.remote.RemoteEnvironments;
import org.junit.jupiter.api.Test;

/** A Python server that is killed in the middle of an episode, and comes back at the same address. */
class RestartedPythonServerTest {
    private static final Tensor RIGHT = Tensor.of(new long[] {1, 1}, 2);

    @Test
    void lanesAreCutOffAndNewEpisodesBeginFromSeedsThatAreTold() {
        PythonServer first = PythonServer.start();
        String address = first.address();
        try (RemoteEnvironments remote = RemoteEnvironments.connect(address);
                VectorEnv env = remote.open("CartPole-v1", Map.of(), 2, AutoresetMode.SAME_STEP)) {
            env.reset(10, 11);
            float[] seen = env.step(RIGHT).observations().tensor().floats().clone();
            first.kill();
            try (PythonServer second = PythonServer.start(address)) {
                VectorStep cut = env.step(RIGHT);
                assertArrayEquals(new boolean[] {true, true}, cut.truncated());
                assertArrayEquals(new boolean[2], cut.terminated());
                assertArrayEquals(new double[2], cut.rewards());
                assertEquals(true, cut.infos().lane(0).get("server_restarted"));
                assertArrayEquals(seen, cut.finalObservations().tensor().floats());
                long[] seeds = {
                    (Long) cut.infos().lane(0).get("seed"),
                    (Long) cut.infos().lane(1).get("seed")
                };
                float[] begun = cut.observations().tensor().floats().clone();
                VectorStep next = env.step(RIGHT);
                assertTrue(next.infos().isEmpty());
                float[] after = next.observations().tensor().floats().clone();
                try (VectorEnv again = remote.open("CartPole-v1", Map.of(), 2, AutoresetMode.SAME_STEP)) {
                    assertArrayEquals(begun, again.reset(seeds).tensor().floats());
                    assertArrayEquals(
                            after, again.step(RIGHT).observations().tensor().floats());
                }
                assertEquals(address, second.address());
            }
        } finally {
            first.close();
        }
    }
}
