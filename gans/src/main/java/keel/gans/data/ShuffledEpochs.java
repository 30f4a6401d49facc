package keel.gans.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import keel.training.checkpoint.CheckpointException;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;

/**
 * Every image once in each epoch, in an order drawn anew for it. A batch at the end of an epoch is filled up from the next one.
 */
final class ShuffledEpochs implements DataStream {
    private final LabelledImages images;
    private final byte[] hash;
    private final boolean flip;
    private final int[] order;
    private final RandomStream random;
    private final RandomStream flips;
    private long[] epochStart;
    private int position;

    ShuffledEpochs(LabelledImages images, String hash, boolean flip, long seed) {
        this.images = images;
        this.hash = hash.getBytes(StandardCharsets.US_ASCII);
        this.flip = flip;
        order = new int[images.count()];
        random = RandomStream.named(seed, "data");
        flips = RandomStream.named(seed, "data/flip");
        epochStart = random.state();
        beginEpoch();
    }

    private void beginEpoch() {
        epochStart = random.state();
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        random.shuffle(order);
        position = 0;
    }

    @Override
    public void next(float[] to, int offset, int count) {
        int size = images.shape().size();
        for (int i = 0; i < count; i++) {
            if (position == order.length) {
                beginEpoch();
            }
            int image = order[position++];
            if (flip && flips.nextDouble() < 0.5) {
                images.copyFlipped(image, to, offset + i * size);
            } else {
                images.copy(image, to, offset + i * size);
            }
        }
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("images", hash);
        to.put("epoch-start", epochStart);
        to.put("position", position);
        to.put("flips", flips);
    }

    @Override
    public void restore(int member, StateReader from) {
        if (!Arrays.equals(hash, from.bytes("images"))) {
            throw new CheckpointException(
                    "The checkpoint was made with other training images than the files hold now, so training could not go on as if nothing had happened. Name the folder that it was trained with (--data), or train anew.");
        }
        random.restore(from.longs("epoch-start", RandomStream.STATE_LENGTH));
        beginEpoch();
        position = from.ints("position", 1)[0];
        from.get("flips", flips);
    }
}
