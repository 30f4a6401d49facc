package keel.env.wire;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import keel.env.Batch;
import keel.env.Infos;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.ResetRequest;
import keel.env.VectorReset;
import keel.env.v1.Reset;
import keel.env.v1.ResetReply;

/** Resets to and from messages. */
final class ResetCodec {
    private static final int MOST_SEED_BYTES = 64;
    private static final boolean[] ALL_LANES = {};

    private ResetCodec() {}

    /** @throws RefusedException if a seed is negative or longer than 64 bytes, or an option has no wire form */
    static Reset encode(ResetRequest request) {
        Reset.Builder message = Reset.newBuilder();
        boolean small = request.seeds().stream()
                .allMatch(
                        seed -> seed.filter(big -> big.bitLength() < Long.SIZE).isPresent());
        for (int lane = 0; lane < request.seeds().size(); lane++) {
            Optional<BigInteger> seed = request.seeds().get(lane);
            if (small) {
                message.addSeeds(seed.orElseThrow().longValueExact());
            } else {
                message.addBigSeeds(seed.isPresent() ? bigSeed(seed.get(), lane) : ByteString.EMPTY);
            }
        }
        for (boolean lane : request.lanes()) {
            message.addLanes(lane);
        }
        if (!request.options().isEmpty()) {
            message.setOptions(ValueCodec.encode(request.options(), "reset.options"));
        }
        return message.build();
    }

    /** Unsigned, little-endian; a seed of 0 is one byte, since no bytes are no seed. */
    private static ByteString bigSeed(BigInteger seed, int lane) {
        if (seed.signum() < 0) {
            throw inLane(Reason.INVALID_ARGUMENT, lane, "reset.seeds", "is negative; seeds are 0 and up.");
        }
        byte[] bigEndian = seed.toByteArray();
        int skipped = bigEndian.length > 1 && bigEndian[0] == 0 ? 1 : 0;
        byte[] bytes = new byte[bigEndian.length - skipped];
        if (bytes.length > MOST_SEED_BYTES) {
            throw inLane(
                    Reason.LIMIT_EXCEEDED,
                    lane,
                    "reset.big_seeds",
                    "has " + bytes.length + " bytes; at most " + MOST_SEED_BYTES + " can be sent.");
        }
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bigEndian[bigEndian.length - 1 - i];
        }
        return ByteString.copyFrom(bytes);
    }

    /** Not yet checked against a number of lanes; see {@link ResetRequest#check}. */
    static ResetRequest decode(Reset message) {
        boolean[] lanes = message.getLanesCount() == 0 ? ALL_LANES : new boolean[message.getLanesCount()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = message.getLanes(i);
        }
        return new ResetRequest(
                seeds(message, lanes),
                lanes,
                message.hasOptions()
                        ? ValueCodec.decode(message.getOptions(), "reset.options")
                        : ResetRequest.ALL.options());
    }

    private static List<Optional<BigInteger>> seeds(Reset message, boolean[] lanes) {
        if (message.getSeedsCount() > 0 && message.getBigSeedsCount() > 0) {
            throw RefusedException.of(
                    Reason.INVALID_ARGUMENT,
                    "reset.big_seeds",
                    "Fields reset.seeds and reset.big_seeds are both given. Give one of them.");
        }
        List<Optional<BigInteger>> seeds = new ArrayList<>();
        for (long seed : message.getSeedsList()) {
            seeds.add(Optional.of(BigInteger.valueOf(seed)));
        }
        for (int lane = 0; lane < message.getBigSeedsCount(); lane++) {
            ByteString bytes = message.getBigSeeds(lane);
            if (bytes.size() > MOST_SEED_BYTES && (lanes.length == 0 || (lane < lanes.length && lanes[lane]))) {
                throw inLane(
                        Reason.INVALID_ARGUMENT,
                        lane,
                        "reset.big_seeds",
                        "has " + bytes.size() + " bytes; at most " + MOST_SEED_BYTES + " are taken.");
            }
            seeds.add(bytes.isEmpty() ? Optional.empty() : Optional.of(unsigned(bytes)));
        }
        return seeds;
    }

    private static BigInteger unsigned(ByteString littleEndian) {
        byte[] bigEndian = new byte[littleEndian.size()];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[i] = littleEndian.byteAt(bigEndian.length - 1 - i);
        }
        return new BigInteger(1, bigEndian);
    }

    private static RefusedException inLane(Reason reason, int lane, String field, String how) {
        return RefusedException.inLane(reason, lane, field, "The seed of lane " + lane + " " + how);
    }

    static ResetReply encode(VectorReset reset) {
        ResetReply.Builder message =
                ResetReply.newBuilder().addAllObservations(BatchCodec.encode(reset.observations()));
        if (!reset.infos().isEmpty()) {
            message.setInfos(InfosCodec.encode(reset.infos(), "reset.infos"));
        }
        return message.build();
    }

    /**
     * Not yet checked against a space; see {@link Batch#check}.
     *
     * @param reused arrays for the observations where they fit
     */
    static VectorReset decode(ResetReply message, int lanes, Batch reused) {
        Batch observations = BatchCodec.decode(message.getObservationsList(), reused, "reset.observations");
        Infos infos = InfosCodec.decode(message.getInfos(), lanes, "reset.infos");
        return new VectorReset(observations, infos);
    }
}
