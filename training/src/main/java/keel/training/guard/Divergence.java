package keel.training.guard;

import keel.training.telemetry.UpdateRecord;

/**
 * Why a member stopped training.
 *
 * @param network whose numbers gave it away
 * @param quantity what was out of bounds: {@code loss}, {@code gradient norm} or {@code parameter norm}
 * @param value of that quantity
 * @param at the update that was not applied, or, for parameters, the last that was
 * @param why one clause on the bound that was broken
 */
public record Divergence(String network, String quantity, double value, UpdateRecord at, String why) {
    /** One sentence that names network, update, rate and value. */
    public String sentence() {
        return "%s: %s is %s at update %d with learning rate %s%s"
                .formatted(network, quantity, value, at.update(), at.rate(), why.isEmpty() ? "" : ", " + why);
    }
}
