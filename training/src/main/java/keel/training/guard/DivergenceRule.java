package keel.training.guard;

import java.util.Optional;

/** Decides, before an update is applied, whether a member's training has diverged. */
public interface DivergenceRule {
    /**
     * Largest gradient norm whose square a float holds with room to spare. A larger one would make an optimiser's running mean of
     * squares infinite, and its parameters would stand still for ever, looking perfectly stable.
     */
    double LARGEST_APPLIED_NORM = 1e18;

    /**
     * What is known of one network of one member just before an update.
     *
     * @param gradientNorm before clipping
     * @param appliedNorm after clipping
     */
    record Measured(String network, long update, double rate, double loss, double gradientNorm, double appliedNorm) {}

    /** A sentence naming network, update, rate and value if the member has diverged. */
    Optional<String> check(Measured measured);

    /** A loss or gradient norm that is not a finite number, or a gradient too long for an optimiser's floats. */
    static DivergenceRule nonFinite() {
        return measured -> {
            if (!Double.isFinite(measured.loss())) {
                return Optional.of(sentence(measured, "loss", measured.loss()));
            }
            if (!Double.isFinite(measured.gradientNorm())) {
                return Optional.of(sentence(measured, "gradient norm", measured.gradientNorm()));
            }
            if (measured.appliedNorm() > LARGEST_APPLIED_NORM) {
                return Optional.of(
                        sentence(measured, "gradient norm", measured.appliedNorm()) + ", beyond float's squares");
            }
            return Optional.empty();
        };
    }

    private static String sentence(Measured measured, String what, double value) {
        return "%s: %s is %s at update %d with learning rate %s"
                .formatted(measured.network(), what, value, measured.update(), measured.rate());
    }
}
