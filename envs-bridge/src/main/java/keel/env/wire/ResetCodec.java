package keel.env.wire;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.ResetRequest;
import keel.env.v1.Reset;

/** What a reset asks for, to and from messages. */
final class ResetCodec {
    private static final int MOST_SEED_BYTES = 64;
    private static final int LONG_BITS = 63;

    private ResetCodec() {}

    static Reset encode(ResetRequest request) {
        Reset.Builder message = Reset.newBuilder();
        boolean small = request.seeds().stream()
                .allMatch(seed -> seed.isPresent() && seed.get().bitLength() <= LONG_BITS);
        for (Optional<BigInteger> seed : request.seeds()) {
            if (small) {
                message.addSeeds(seed.orElseThrow().longValue());
            } else {
                message.addBigSeeds(seed.map(ResetCodec::littleEndian).orElse(ByteString.EMPTY));
            }
        }
        for (boolean lane : request.lanes()) {
            message.addLanes(lane);
        }
        if (!request.options().isEmpty()) {
            message.setOptions(ValueCodec.encodeMap(request.options(), "reset.options"));
        }
        return message.build();
    }

    private static ByteString littleEndian(BigInteger seed) {
        if (seed.signum() < 0) {
            throw invalid("reset.seeds", "Seed " + seed + " is negative; seeds are 0 and up.");
        }
        byte[] bytes = seed.toByteArray();
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return ByteString.copyFrom(reversed);
    }

    static ResetRequest decode(Reset message) {
        if (message.getSeedsCount() > 0 && message.getBigSeedsCount() > 0) {
            throw invalid("reset.big_seeds", "Both seeds and big_seeds are set. Set one of them.");
        }
        List<Optional<BigInteger>> seeds = new ArrayList<>();
        for (long seed : message.getSeedsList()) {
            seeds.add(Optional.of(BigInteger.valueOf(seed)));
        }
        for (ByteString seed : message.getBigSeedsList()) {
            seeds.add(seed.isEmpty() ? Optional.empty() : Optional.of(big(seed)));
        }
        boolean[] lanes = new boolean[message.getLanesCount()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = message.getLanes(i);
        }
        Map<String, Object> options =
                message.hasOptions() ? ValueCodec.decodeMap(message.getOptions(), "reset.options") : Map.of();
        return new ResetRequest(seeds, lanes, options);
    }

    private static BigInteger big(ByteString seed) {
        if (seed.size() > MOST_SEED_BYTES) {
            throw invalid(
                    "reset.big_seeds",
                    "A seed of " + seed.size() + " bytes: at most " + MOST_SEED_BYTES + " are allowed.");
        }
        byte[] bytes = new byte[seed.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = seed.byteAt(bytes.length - 1 - i);
        }
        return new BigInteger(1, bytes);
    }

    private static RefusedException invalid(String field, String message) {
        return RefusedException.of(Reason.INVALID_ARGUMENT, field, message);
    }
}
