package keel.gans.data;

import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.random.RandomStream;

/**
 * Every image once in each epoch, in an order drawn anew for it. A batch at the end of an epoch is filled up from the next one.
 */
final class ShuffledEpochs implements DataStream {
    private final LabelledImages images;
    private final boolean flip;
    private final int[] order;
    private final RandomStream random;
    private final RandomStream flips;
    private long[] epochStart;
    private int position;

    ShuffledEpochs(LabelledImages images, boolean flip, long seed) {
        this.images = images;
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
        shuffle(order, random);
        position = 0;
    }

    /** Fisher and Yates' shuffle, from the last place to the first. */
    static void shuffle(int[] order, RandomStream random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
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
        to.put("epoch-start", epochStart);
        to.put("position", position);
        to.put("flips", flips);
    }

    @Override
    public void restore(int member, StateReader from) {
        random.restore(from.longs("epoch-start", RandomStream.STATE_LENGTH));
        beginEpoch();
        position = from.ints("position", 1)[0];
        from.get("flips", flips);
    }
}
