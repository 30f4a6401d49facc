package keel.env.classic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import keel.env.Arguments;
import keel.env.Batch;
import keel.env.Reference;
import keel.env.Tensor;
import keel.env.numpy.Pcg64;
import org.junit.jupiter.api.Test;

/** The float64 state behind the observations, which a server does not show, is Gymnasium's to the last bit. */
class CartPoleStateTest {
    @Test
    void statesOfEveryTraceAreTheSameBits() {
        for (JsonNode trace : Reference.json("CartPole-v1.json").get("traces")) {
            replay(trace);
        }
        replay(Reference.json("policy-episodes.json").get("traces").get(0));
    }

    /** The traces are too short to meet an argument whose sine Java rounds otherwise; these steps meet hundreds. */
    @Test
    void aHundredThousandStatesHashAsGymnasiums() throws NoSuchAlgorithmException {
        JsonNode expected = Reference.json("cartpole-states.json");
        Pcg64 random = new Pcg64(expected.get("seed").asLong());
        CartPole cartPole = new CartPole(false);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        cartPole.reset(random, Arguments.NO_OPTIONS);
        update(digest, cartPole);
        int episodes = 1;
        int lcg = 1;
        for (int i = 0; i < expected.get("steps").asInt(); i++) {
            lcg = (lcg * 1103515245 + 12345) & Integer.MAX_VALUE;
            step(cartPole, (lcg >> 16) & 1);
            update(digest, cartPole);
            if (cartPole.terminated()) { // random actions never reach the time limit
                cartPole.reset(random, Arguments.NO_OPTIONS);
                update(digest, cartPole);
                episodes++;
            }
        }
        assertEquals(expected.get("episodes").asInt(), episodes);
        assertEquals(expected.get("sha256").asText(), HexFormat.of().formatHex(digest.digest()));
    }

    private static void step(CartPole cartPole, long action) {
        cartPole.step(Batch.of(Tensor.of(new long[] {action}, 1)), 0);
    }

    private static void update(MessageDigest digest, CartPole cartPole) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : cartPole.state()) {
            bytes.putDouble(value);
        }
        digest.update(bytes.array());
    }

    private static void replay(JsonNode trace) {
        assertEquals("CartPole-v1", trace.get("env").asText());
        Pcg64 random = new Pcg64(trace.get("seed").asLong());
        CartPole cartPole = new CartPole(false);
        cartPole.reset(random, Arguments.NO_OPTIONS);
        assertState(trace.get("reset_state"), cartPole);
        for (JsonNode step : trace.get("steps")) {
            step(cartPole, step.get("a").asLong());
            assertState(step.get("s"), cartPole);
            if (step.has("rs")) {
                cartPole.reset(random, Arguments.NO_OPTIONS);
                assertState(step.get("rs"), cartPole);
            }
        }
    }

    private static void assertState(JsonNode expected, CartPole cartPole) {
        double[] state = cartPole.state();
        for (int i = 0; i < state.length; i++) {
            assertEquals(Double.doubleToRawLongBits(expected.get(i).asDouble()), Double.doubleToRawLongBits(state[i]));
        }
    }
}
