package keel.env.wire;

import java.util.ArrayList;
import java.util.List;
import keel.env.Batch;
import keel.env.RefusedException;
import keel.env.Tensor;

/** Batches to and from lists of tensors. What is decoded is not yet checked against a space; see {@link Batch#check}. */
final class BatchCodec {
    private BatchCodec() {}

    static List<keel.env.v1.Tensor> encode(Batch batch) {
        if (batch.leaves().size() == 1) {
            return List.of(TensorCodec.encode(batch.leaves().get(0)));
        }
        List<keel.env.v1.Tensor> messages = new ArrayList<>(batch.leaves().size());
        for (Tensor leaf : batch.leaves()) {
            messages.add(TensorCodec.encode(leaf));
        }
        return messages;
    }

    /**
     * A new batch.
     *
     * @throws RefusedException if one of the tensors contradicts itself
     */
    static Batch decode(List<keel.env.v1.Tensor> messages, String field) {
        List<Tensor> leaves = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            leaves.add(TensorCodec.decode(messages.get(i), path(messages, field, i)));
        }
        return new Batch(leaves);
    }

    /**
     * As {@link #decode(List, String)}, into the arrays of an earlier batch wherever element type and shape are the same.
     *
     * @return {@code reused} itself if all of its arrays could be
     */
    static Batch decode(List<keel.env.v1.Tensor> messages, Batch reused, String field) {
        boolean all = messages.size() == reused.leaves().size();
        for (int i = 0; all && i < messages.size(); i++) {
            all = TensorCodec.fits(messages.get(i), reused.leaves().get(i));
        }
        if (all) {
            for (int i = 0; i < messages.size(); i++) {
                TensorCodec.decodeInto(messages.get(i), reused.leaves().get(i), path(messages, field, i));
            }
            return reused;
        }
        List<Tensor> leaves = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            String path = path(messages, field, i);
            keel.env.v1.Tensor message = messages.get(i);
            if (i < reused.leaves().size()
                    && TensorCodec.fits(message, reused.leaves().get(i))) {
                TensorCodec.decodeInto(message, reused.leaves().get(i), path);
                leaves.add(reused.leaves().get(i));
            } else {
                leaves.add(TensorCodec.decode(message, path));
            }
        }
        return new Batch(leaves);
    }

    private static String path(List<keel.env.v1.Tensor> messages, String field, int leaf) {
        return messages.size() == 1 ? field : field + "[" + leaf + "]";
    }
}
