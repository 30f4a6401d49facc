package keel.agents;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import keel.env.NativeEnvironments;
import keel.env.remote.RemoteEnvironments;
import keel.env.server.EnvServer;
import keel.training.Cohort;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;
import org.junit.jupiter.api.Test;

/** Lanes whose server was restarted under them stay restorable. */
class RestartedServerTest {
    private static final EnvironmentSpec SPEC = new EnvironmentSpec("CartPole-v1", Map.of(), 2);

    @Test
    void aCheckpointAfterARestartComesBackOnAFreshServer() {
        StateWriter state = new StateWriter();
        float[] expected;
        NativeEnvironments environments = new NativeEnvironments();
        EnvServer first = EnvServer.start("127.0.0.1:0", environments);
        try (RemoteEnvironments remote = RemoteEnvironments.connect(first.address())) {
            Lanes lanes = new Lanes(remote, SPEC, new double[] {1, 1}, new Cohort(2));
            lanes.reset(0, RandomStream.named(0, "environment"));
            lanes.reset(1, RandomStream.named(1, "environment"));
            steps(lanes, 7);
            first.close();
            try (EnvServer second = EnvServer.start(first.address(), environments)) {
                int[] cut = new int[1];
                float[] before = lanes.observations().clone();
                lanes.step(0, new float[4], (member, lane, episodeReturn, length) -> {
                    cut[0]++;
                    assertEquals(7, episodeReturn);
                });
                assertEquals(2, cut[0]);
                assertTrue(lanes.truncated()[0] && lanes.truncated()[1]);
                for (int i = 0; i < 8; i++) {
                    assertEquals(before[i], lanes.nextObservations()[i], "what the caller saw last");
                }
                lanes.step(1, new float[4], (member, lane, episodeReturn, length) -> {});
                steps(lanes, 5);
                lanes.save(0, state);
                expected = lanes.observations().clone();
                lanes.close();
                assertEquals(0, second.openSessions());
            }
        } finally {
            first.close();
        }
        try (EnvServer fresh = EnvServer.start("127.0.0.1:0", environments);
                RemoteEnvironments remote = RemoteEnvironments.connect(fresh.address());
                Lanes lanes = new Lanes(remote, SPEC, new double[] {1, 1}, new Cohort(2))) {
            lanes.restore(0, state.reader());
            float[] restored = new float[8];
            System.arraycopy(lanes.observations(), 0, restored, 0, 8);
            float[] saved = new float[8];
            System.arraycopy(expected, 0, saved, 0, 8);
            assertArrayEquals(saved, restored);
        }
    }

    private static void steps(Lanes lanes, int count) {
        for (int t = 0; t < count; t++) {
            for (int member = 0; member < 2; member++) {
                lanes.step(member, new float[] {t % 2, 1, 0, 1}, (p, lane, episodeReturn, length) -> {});
            }
        }
    }
}
