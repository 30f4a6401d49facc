package keel.gans;

import java.util.List;
import java.util.Map;

/** On which side of 0 a discriminator's logits of the last batches are, member by member. */
final class DiscriminatorAccuracy {
    static final List<String> METRICS =
            List.of("discriminator/accuracy_real", "discriminator/accuracy_fake", "discriminator/sign_real");

    private final int batch;
    private final double[] real;
    private final double[] fake;
    private final double[] sign;

    DiscriminatorAccuracy(int members, int batch) {
        this.batch = batch;
        real = new double[members];
        fake = new double[members];
        sign = new double[members];
    }

    /** Of {@code [P,B]} logits each. */
    void measure(float[] realLogits, float[] fakeLogits) {
        for (int p = 0; p < real.length; p++) {
            real[p] = shareAboveZero(realLogits, p * batch);
            fake[p] = 1 - shareAboveZero(fakeLogits, p * batch);
            sign[p] = meanSign(realLogits, p * batch);
        }
    }

    private double shareAboveZero(float[] logits, int offset) {
        int above = 0;
        for (int i = offset; i < offset + batch; i++) {
            above += logits[i] > 0 ? 1 : 0;
        }
        return (double) above / batch;
    }

    private double meanSign(float[] logits, int offset) {
        double sum = 0;
        for (int i = offset; i < offset + batch; i++) {
            sum += Math.signum(logits[i]);
        }
        return sum / batch;
    }

    void describe(int p, Map<String, Double> values) {
        values.put("discriminator/accuracy_real", real[p]);
        values.put("discriminator/accuracy_fake", fake[p]);
        values.put("discriminator/sign_real", sign[p]);
    }
}
