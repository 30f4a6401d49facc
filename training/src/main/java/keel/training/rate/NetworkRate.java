package keel.training.rate;

import java.util.List;
import java.util.Optional;
import keel.training.InvalidConfigException;

/**
 * Everything that decides one network's rate.
 *
 * @param schedule the rate as a function of the network's update index
 * @param momentum the optimiser's momentum (SGD's, or Adam's beta1) on the same clock; empty for the optimiser's own constant.
 *     Always in [0, 1)
 * @param controller changes the rate by a metric; empty for none
 * @param scaling a factor for the size of the batch; empty for none
 * @param layers a factor for each layer's rate, from input to output, 0 to freeze it; empty for 1 everywhere
 */
public record NetworkRate(
        RateSchedule schedule,
        Optional<RateSchedule> momentum,
        Optional<RateControllerSpec> controller,
        Optional<BatchScaling> scaling,
        List<Double> layers) {
    public NetworkRate {
        layers = List.copyOf(layers);
        momentum.ifPresent(m -> InvalidConfigException.require(
                m.range().high() < 1,
                "momentum: the %s schedule reaches up to %s, but a momentum must stay in [0, 1): at 1 no gradient is ever forgotten. Lower its highest value, for example to 0.95."
                        .formatted(m.type(), m.range().high())));
        for (double factor : layers) {
            InvalidConfigException.require(
                    factor >= 0 && Double.isFinite(factor),
                    "layer rates: %s is not a finite number >= 0, but each multiplies the rate of one layer. Use 1 for the network's own rate, 0 to freeze the layer."
                            .formatted(factor));
        }
    }

    /** This schedule and nothing else. */
    public static NetworkRate of(RateSchedule schedule) {
        return new NetworkRate(schedule, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    /** For one member of a cohort, at its beginning. */
    public AppliedRate start() {
        return new AppliedRate(this);
    }
}
