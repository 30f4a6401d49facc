package keel.agents;

import keel.training.InvalidConfigException;

/**
 * Whether what the environment gives is brought to a common scale before agents learn from it, with moments gathered while
 * training; evaluation uses them as they are.
 *
 * @param observations each number becomes {@code (x - mean) / √(variance + 1e-8)}, kept within ±clip
 * @param rewards each becomes {@code r / √(variance of the discounted return + 1e-8)}, kept within ±clip; only what is learned
 *     from, never what is logged as a return
 * @param clip bound of both
 */
public record NormalizationSpec(boolean observations, boolean rewards, double clip) {
    /** Everything as the environment gives it. */
    public static final NormalizationSpec NONE = new NormalizationSpec(false, false, 10);

    public NormalizationSpec {
        InvalidConfigException.require(
                clip > 0 && Double.isFinite(clip),
                "environment.normalize.clip is %s, but it bounds numbers of deviation 1 and must be above 0. The usual value is 10."
                        .formatted(clip));
    }
}
