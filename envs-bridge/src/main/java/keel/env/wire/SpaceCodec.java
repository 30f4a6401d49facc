package keel.env.wire;

import java.util.Arrays;
import keel.env.Box;
import keel.env.Discrete;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.Space;
import keel.env.Tensor;

/** Spaces to and from messages. */
final class SpaceCodec {
    private SpaceCodec() {}

    static keel.env.v1.Space encode(Space space) {
        keel.env.v1.Space.Builder message = keel.env.v1.Space.newBuilder();
        if (space instanceof Box box) {
            message.getBoxBuilder().setLow(TensorCodec.encode(box.low())).setHigh(TensorCodec.encode(box.high()));
        } else if (space instanceof Discrete discrete) {
            message.getDiscreteBuilder().setN(discrete.n()).setStart(discrete.start());
        } else {
            throw new IllegalStateException("No wire form for the space " + space);
        }
        return message.build();
    }

    /** @throws RefusedException if the message is not a legal space, or of a kind not known here */
    static Space decode(keel.env.v1.Space message, String field) {
        return switch (message.getKindCase()) {
            case BOX -> box(message.getBox(), field + ".box");
            case DISCRETE -> discrete(message.getDiscrete(), field + ".discrete");
            case MULTI_DISCRETE, MULTI_BINARY, TEXT, TUPLE, DICT, GRAPH, SEQUENCE, ONE_OF, KIND_NOT_SET ->
                throw RefusedException.of(
                        Reason.UNSUPPORTED,
                        field,
                        "Field " + field
                                + " holds no space of a kind that this protocol version knows: Box and Discrete.");
        };
    }

    private static Space box(keel.env.v1.Box message, String field) {
        Tensor low = TensorCodec.decode(message.getLow(), field + ".low");
        Tensor high = TensorCodec.decode(message.getHigh(), field + ".high");
        if (low.elementType() != high.elementType() || !Arrays.equals(low.shape(), high.shape())) {
            throw RefusedException.of(
                    Reason.INVALID_ARGUMENT,
                    field,
                    "The bounds of " + field + " differ: low is " + low.elementType() + " "
                            + Arrays.toString(low.shape()) + ", high is " + high.elementType() + " "
                            + Arrays.toString(high.shape()) + ".");
        }
        return new Box(low, high);
    }

    private static Space discrete(keel.env.v1.Discrete message, String field) {
        if (message.getN() < 1) {
            throw RefusedException.of(
                    Reason.INVALID_ARGUMENT,
                    field + ".n",
                    "Field " + field + ".n is " + message.getN() + ", not 1 or more.");
        }
        return new Discrete(message.getN(), message.getStart());
    }
}
