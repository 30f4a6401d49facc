package keel.env.wire;

import java.util.ArrayList;
import java.util.List;
import keel.env.Batch;
import keel.env.Space;
import keel.env.Tensor;
import org.jspecify.annotations.Nullable;

/** Batches to and from lists of messages. */
final class BatchCodec {
    private BatchCodec() {}

    static List<keel.env.v1.Tensor> encode(Batch batch) {
        if (batch.leaves().size() == 1) {
            return List.of(TensorCodec.encode(batch.leaves().get(0)));
        }
        List<keel.env.v1.Tensor> messages = new ArrayList<>(batch.leaves().size());
        batch.leaves().forEach(leaf -> messages.add(TensorCodec.encode(leaf)));
        return messages;
    }

    /**
     * A batch of this space, checked.
     *
     * @param reusable an earlier result of the same space, whose arrays are written to where sizes are the same; or null
     * @param count values
     */
    static Batch decode(
            List<keel.env.v1.Tensor> messages, @Nullable Batch reusable, Space space, int count, String field) {
        if (reusable != null && decodeInto(messages, reusable, field)) {
            return space.fixedSize() ? reusable : reusable.check(space, count, field);
        }
        List<Tensor> leaves = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            leaves.add(TensorCodec.decode(messages.get(i), leafField(field, i, messages.size())));
        }
        return new Batch(leaves).check(space, count, field);
    }

    /** Writes into the batch's arrays if all of them have the messages' types and shapes; else leaves them alone. */
    private static boolean decodeInto(List<keel.env.v1.Tensor> messages, Batch target, String field) {
        List<Tensor> leaves = target.leaves();
        if (messages.size() != leaves.size()) {
            return false;
        }
        for (int i = 0; i < leaves.size(); i++) {
            if (!TensorCodec.fits(messages.get(i), leaves.get(i))) {
                return false;
            }
        }
        for (int i = 0; i < leaves.size(); i++) {
            TensorCodec.decodeInto(messages.get(i), leaves.get(i), leafField(field, i, leaves.size()));
        }
        return true;
    }

    private static String leafField(String field, int leaf, int leaves) {
        return leaves == 1 ? field : field + "{" + leaf + "}";
    }
}
