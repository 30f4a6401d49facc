package keel.gans.data;

import keel.training.random.RandomStream;

/** Draws from a {@link RingSpec}: mode k has its centre at angle {@code 2 pi k / modes}. */
public final class Ring {
    /** Numbers in one sample. */
    public static final int DIMENSIONS = 2;

    private final RingSpec spec;
    private final double[] centres;

    public Ring(RingSpec spec) {
        this.spec = spec;
        centres = new double[spec.modes() * DIMENSIONS];
        for (int k = 0; k < spec.modes(); k++) {
            double angle = 2 * StrictMath.PI * k / spec.modes();
            centres[2 * k] = spec.radius() * StrictMath.cos(angle);
            centres[2 * k + 1] = spec.radius() * StrictMath.sin(angle);
        }
    }

    /** Centres of the modes, {@code [modes, 2]}. */
    public double[] centres() {
        return centres.clone();
    }

    /** Fills {@code [count, 2]} at {@code offset} with samples. */
    public void sample(RandomStream random, float[] samples, int offset, int count) {
        for (int i = 0; i < count; i++) {
            int mode = random.nextInt(spec.modes());
            for (int axis = 0; axis < DIMENSIONS; axis++) {
                samples[offset + DIMENSIONS * i + axis] =
                        (float) (centres[DIMENSIONS * mode + axis] + spec.sigma() * random.nextGaussian());
            }
        }
    }
}
