package keel.training.network;

/** How a target network's parameters move. */
final class Following {
    private Following() {}

    /** {@code own = rate * source + (1 - rate) * own}. */
    static void move(float[] own, float[] source, double rate) {
        if (!(rate > 0 && rate <= 1) || own.length != source.length) {
            throw new IllegalArgumentException(
                    "cannot follow %d parameters with %d at rate %s: shapes must be equal and the rate in (0, 1]"
                            .formatted(source.length, own.length, rate));
        }
        if (rate == 1) {
            System.arraycopy(source, 0, own, 0, own.length);
            return;
        }
        float step = (float) rate;
        for (int i = 0; i < own.length; i++) {
            own[i] += step * (source[i] - own[i]);
        }
    }
}
