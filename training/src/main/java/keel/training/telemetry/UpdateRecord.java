package keel.training.telemetry;

/**
 * What is known of one update of one network of one member before it is applied.
 *
 * @param update index of the update (0-based)
 * @param rate the learning rate to be applied
 * @param loss what the gradient is the gradient of
 * @param gradientNorm 2-norm before clipping
 * @param clippedNorm the same after clipping
 */
public record UpdateRecord(long update, double rate, double loss, double gradientNorm, double clippedNorm) {}
