package keel.gans;

import java.util.List;
import java.util.Map;
import keel.training.network.Network;

/**
 * How far a discriminator tells images that it was trained with from others of their kind (Karras et al. 2020, r_v): mean logit
 * of training images minus that of held-out ones, as a share of training images minus generated ones. 0 where it has learnt
 * what is common to all, 1 where held-out images look generated to it.
 */
final class Overfit {
    static final String METRIC = "discriminator/overfit";

    private final RealSamples real;
    private final int members;

    Overfit(RealSamples real, int members) {
        this.real = real;
        this.members = members;
    }

    /**
     * Adds it for every member.
     *
     * @param generated {@code [members, count, size]}
     */
    void add(Network discriminator, float[] generated, List<Map<String, Double>> all) {
        double[] fake = meanLogits(discriminator, generated);
        double[] heldOut = meanLogits(discriminator, repeated(real.reference()));
        double[] training = meanLogits(discriminator, repeated(real.other()));
        for (int p = 0; p < members; p++) {
            all.get(p).put(METRIC, (training[p] - heldOut[p]) / (training[p] - fake[p]));
        }
    }

    private float[] repeated(float[] rows) {
        float[] all = new float[members * rows.length];
        for (int p = 0; p < members; p++) {
            System.arraycopy(rows, 0, all, p * rows.length, rows.length);
        }
        return all;
    }

    private double[] meanLogits(Network discriminator, float[] rows) {
        float[] logits = discriminator.predict(rows, real.count());
        double[] means = new double[members];
        for (int p = 0; p < members; p++) {
            for (int i = p * real.count(); i < (p + 1) * real.count(); i++) {
                means[p] += logits[i] / real.count();
            }
        }
        return means;
    }
}
