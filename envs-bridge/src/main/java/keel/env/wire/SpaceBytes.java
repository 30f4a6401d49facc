package keel.env.wire;

import keel.env.ArraySpace;
import keel.env.Dict;
import keel.env.OneOf;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.Space;
import keel.env.Tuple;

/** How large the values of a space are. */
final class SpaceBytes {
    private SpaceBytes() {}

    /** Bytes of the arrays of the zero value, without lengths. */
    static double of(Space space) {
        if (space instanceof ArraySpace array) {
            double bytes = array.elementType().bytes();
            for (int size : array.shape()) {
                bytes *= size;
            }
            return bytes;
        }
        if (space instanceof Tuple tuple) {
            return tuple.parts().stream().mapToDouble(SpaceBytes::of).sum();
        }
        if (space instanceof OneOf choice) {
            return of(choice.alternatives().get(0));
        }
        return space instanceof Dict dict
                ? dict.spaces().values().stream().mapToDouble(SpaceBytes::of).sum()
                : 0;
    }

    /**
     * The space, if zero values of it could come in one message.
     *
     * @throws RefusedException if they could not: a few bytes name a shape that no memory holds
     */
    static Space checked(Space space, int lanes, String field) {
        double bytes = lanes * of(space);
        if (bytes > Protocol.MAX_MESSAGE_BYTES) {
            throw RefusedException.of(
                    Reason.LIMIT_EXCEEDED,
                    field,
                    "Values of the server's " + field + " for " + lanes + " lanes are " + bytes
                            + " bytes; a message holds at most " + Protocol.MAX_MESSAGE_BYTES + ". Use fewer lanes.");
        }
        return space;
    }
}
