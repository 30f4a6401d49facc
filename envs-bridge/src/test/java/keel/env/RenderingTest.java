package keel.env;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import keel.env.RefusedException.Reason;
import keel.env.numpy.SpaceSampler;
import keel.env.remote.RemoteEnvironments;
import keel.env.server.EnvServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RenderingTest {
    private static final NativeEnvironments ENVIRONMENTS = new NativeEnvironments();

    static List<String> ids() {
        return ENVIRONMENTS.ids();
    }

    private static VectorEnv open(String id, Map<String, Object> arguments, int lanes) {
        return ENVIRONMENTS.open(new EnvRequest(id, arguments, lanes, AutoresetMode.NEXT_STEP).withRendering());
    }

    private static BufferedImage picture(VectorEnv env) {
        try {
            return ImageIO.read(new ByteArrayInputStream(env.render(0)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void everyNativeEnvironmentIsDrawnAtItsPace(String id) {
        try (VectorEnv env = open(id, Map.of(), 2)) {
            assertEquals(List.of("rgb_array"), env.spec().renderModes());
            assertTrue(env.spec().renderFps().orElseThrow() >= 4);
            env.reset(5, 6);
            BufferedImage picture = picture(env);
            assertEquals(400, picture.getWidth());
            assertEquals(300, picture.getHeight());
            int[] pixels = picture.getRGB(0, 0, 400, 300, null, 0, 400);
            long colours = Arrays.stream(pixels).distinct().count();
            assertTrue(colours > 2, "colours: " + colours);
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void aPictureDependsOnTheStateAlone(String id) {
        try (VectorEnv one = open(id, Map.of(), 2);
                VectorEnv other = open(id, Map.of(), 3)) {
            one.reset(5, 6);
            other.reset(6, 5, 5);
            assertArrayEquals(one.render(0), other.render(2));
            assertArrayEquals(one.render(1), other.render(0));
            assertArrayEquals(one.render(0), one.render(0));
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void drawingLeavesTheEpisodeAsItIs(String id) {
        try (VectorEnv drawn = open(id, Map.of(), 1);
                VectorEnv plain = ENVIRONMENTS.open(id, Map.of(), 1, AutoresetMode.NEXT_STEP)) {
            drawn.reset(3);
            plain.reset(3);
            SpaceSampler actions = new SpaceSampler(plain.actionSpace(), 1);
            for (int t = 0; t < 30; t++) {
                Batch action = Batch.pack(plain.actionSpace(), List.of(actions.sample()));
                drawn.render(0);
                VectorStep first = drawn.step(action);
                VectorStep second = plain.step(action);
                assertEquals(second.rewards()[0], first.rewards()[0]);
                assertEquals(
                        second.observations().unpack(plain.observationSpace(), 1),
                        first.observations().unpack(plain.observationSpace(), 1));
            }
        }
    }

    @Test
    void aServersPicturesAreThoseOfThisProcess() {
        try (EnvServer server = EnvServer.start("127.0.0.1:0", ENVIRONMENTS);
                RemoteEnvironments remote = RemoteEnvironments.connect(server.address());
                VectorEnv theirs = remote.open(
                        new EnvRequest("Acrobot-v1", Map.of(), 2, AutoresetMode.NEXT_STEP).withRendering());
                VectorEnv ours = open("Acrobot-v1", Map.of(), 2)) {
            ours.reset(1, 2);
            theirs.reset(1, 2);
            assertEquals(ours.spec(), theirs.spec());
            assertArrayEquals(ours.render(1), theirs.render(1));
            Tensor actions = Tensor.of(new long[] {0, 2}, 2);
            ours.step(actions);
            theirs.step(actions);
            assertArrayEquals(ours.render(1), theirs.render(1));
        }
    }

    @Test
    void aLaneThatIsNotThereAndAnEpisodeThatHasNotBegunAreRefused() {
        try (VectorEnv env = open("CartPole-v1", Map.of(), 2)) {
            RefusedException early = assertThrows(RefusedException.class, () -> env.render(0));
            assertEquals(Reason.FAILED_PRECONDITION, early.reason());
            env.reset(1, 2);
            RefusedException outside = assertThrows(RefusedException.class, () -> env.render(2));
            assertEquals(Reason.INVALID_ARGUMENT, outside.reason());
            assertTrue(outside.getMessage().contains("0 .. 1"), outside.getMessage());
        }
    }

    @Test
    void anEnvironmentThatWasNotOpenedForRenderingRefuses() {
        try (VectorEnv env = ENVIRONMENTS.open("Taxi-v4", Map.of(), 1, AutoresetMode.NEXT_STEP)) {
            env.reset(1);
            RefusedException refusal = assertThrows(RefusedException.class, () -> env.render(0));
            assertEquals(Reason.FAILED_PRECONDITION, refusal.reason());
        }
    }

    /** Balance tips to the side that the cart is pushed away from, and the pole's pixels go with it. */
    @Test
    void thePoleLeansAsTheStateSays() {
        for (long push : new long[] {0, 1}) {
            try (VectorEnv env = open("CartPole-v1", Map.of(), 1)) {
                env.reset(ResetRequest.seeded(1).with(Map.of("low", 0.0, "high", 0.0)));
                assertEquals(0, lean(picture(env)), 1e-9);
                for (int t = 0; t < 8; t++) {
                    env.step(Tensor.of(new long[] {push}, 1));
                }
                double lean = lean(picture(env));
                assertTrue(push == 1 ? lean < -5 : lean > 5, "pushed " + push + ", leans " + lean);
            }
        }
    }

    /** How far the top of the blue pole is to the right of its foot, in pixels. */
    private static double lean(BufferedImage picture) {
        double[] sums = new double[2];
        int[] counts = new int[2];
        int top = 300;
        int bottom = 0;
        for (int pass = 0; pass < 2; pass++) {
            for (int y = 0; y < 300; y++) {
                for (int x = 0; x < 400; x++) {
                    if ((picture.getRGB(x, y) & 0xFFFFFF) != 0x2F6DB5) {
                        continue;
                    }
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y);
                    if (pass == 1 && (y < top + 10 || y > bottom - 10)) {
                        int end = y < top + 10 ? 0 : 1;
                        sums[end] += x;
                        counts[end]++;
                    }
                }
            }
        }
        return sums[0] / counts[0] - sums[1] / counts[1];
    }

    @Test
    void theWalkerIsWhereTheStateIs() {
        try (VectorEnv env = open("FrozenLake-v1", Map.of("is_slippery", false), 1)) {
            env.reset(1);
            assertEquals(0xE0A92E, picture(env).getRGB(95, 45) & 0xFFFFFF);
            env.step(Tensor.of(new long[] {2}, 1));
            BufferedImage moved = picture(env);
            assertFalse((moved.getRGB(95, 45) & 0xFFFFFF) == 0xE0A92E);
            assertEquals(0xE0A92E, moved.getRGB(165, 45) & 0xFFFFFF);
        }
    }
}
