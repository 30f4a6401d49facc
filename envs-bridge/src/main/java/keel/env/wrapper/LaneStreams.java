package keel.env.wrapper;

import java.math.BigInteger;
import keel.env.EnvException;
import keel.env.ResetRequest;
import keel.env.numpy.Pcg64;

/**
 * A random stream a lane, apart from the environment's. A reset with a seed begins the lane's stream anew, from the
 * wrapper's seed and the lane's, so that a seed gives an episode again with all of its noise, in whichever lane; without
 * one the stream goes on.
 */
final class LaneStreams {
    private static final int WRAPPER_BITS = 64;

    private final BigInteger wrapperSeed;
    private final Pcg64[] streams;

    /** @param seed 0 and up */
    LaneStreams(long seed, int lanes, String wrapper) {
        if (seed < 0) {
            throw new EnvException(wrapper + " got the seed " + seed + "; seeds are 0 and up.");
        }
        wrapperSeed = BigInteger.valueOf(seed);
        streams = new Pcg64[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            streams[lane] = new Pcg64(mixed(BigInteger.valueOf(lane)).setBit(WRAPPER_BITS - 1));
        }
    }

    /** {@code (laneSeed + 1) · 2⁶⁴ + wrapperSeed}: no environment's own seed of less than 65 bits. */
    private BigInteger mixed(BigInteger laneSeed) {
        return laneSeed.add(BigInteger.ONE).shiftLeft(WRAPPER_BITS).add(wrapperSeed);
    }

    void afterReset(ResetRequest request) {
        for (int lane = 0; lane < streams.length; lane++) {
            if (request.resets(lane) && request.seed(lane).isPresent()) {
                streams[lane] = new Pcg64(mixed(request.seed(lane).get()));
            }
        }
    }

    Pcg64 of(int lane) {
        return streams[lane];
    }
}
