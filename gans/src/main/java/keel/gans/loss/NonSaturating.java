package keel.gans.loss;

/**
 * The non-saturating loss (Goodfellow et al. 2014) on logits d: the discriminator descends {@code E softplus(-d(real)) + E
 * softplus(d(fake))}, the generator {@code E softplus(-d(fake))}. At the ideal, where d = 0 everywhere, they are 2 ln 2 and ln
 * 2.
 */
public final class NonSaturating {
    private NonSaturating() {}

    /**
     * Mean of {@code softplus(sign * d)} over rows.
     *
     * @param logits rows at {@code [offset, offset + rows)}
     * @param sign -1 to push logits up, +1 to push them down
     * @param gradient takes the mean's gradient by each logit, at the same places
     */
    public static double meanSoftplus(float[] logits, int offset, int rows, int sign, float[] gradient) {
        double sum = 0;
        for (int i = offset; i < offset + rows; i++) {
            double x = (double) sign * logits[i];
            double small = StrictMath.exp(-Math.abs(x));
            sum += Math.max(x, 0) + StrictMath.log1p(small);
            double sigmoid = x >= 0 ? 1 / (1 + small) : small / (1 + small);
            gradient[i] = (float) (sign * sigmoid / rows);
        }
        return sum / rows;
    }
}
