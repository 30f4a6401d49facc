package keel.training.guard;

import java.util.Optional;

/** Decides, before an update is applied, whether a member's training has diverged. */
public interface DivergenceRule {
    /** What is known of one network of one member just before an update. */
    record Measured(String network, long update, double rate, double loss, double gradientNorm) {}

    /** A sentence naming network, update, rate and value if the member has diverged. */
    Optional<String> check(Measured measured);

    /** A loss or gradient norm that is not a finite number. */
    static DivergenceRule nonFinite() {
        return measured -> {
            if (!Double.isFinite(measured.loss())) {
                return Optional.of(sentence(measured, "loss", measured.loss()));
            }
            if (!Double.isFinite(measured.gradientNorm())) {
                return Optional.of(sentence(measured, "gradient norm", measured.gradientNorm()));
            }
            return Optional.empty();
        };
    }

    private static String sentence(Measured measured, String what, double value) {
        return "%s: %s is %s at update %d with learning rate %s"
                .formatted(measured.network(), what, value, measured.update(), measured.rate());
    }
}
