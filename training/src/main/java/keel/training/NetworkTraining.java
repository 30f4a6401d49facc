package keel.training;

import java.util.List;
import keel.training.guard.GuardSpec;
import keel.training.network.NetworkSpec;
import keel.training.optimizer.GradientClipping;
import keel.training.optimizer.OptimizerSpec;
import keel.training.optimizer.RestartReset;
import keel.training.rate.NetworkRate;
import keel.training.rate.RateSchedule;

/**
 * Everything about how one network trains.
 *
 * @param restartReset what the optimiser forgets at a warm restart of the rate
 */
public record NetworkTraining(
        NetworkSpec network,
        OptimizerSpec optimizer,
        GradientClipping clipping,
        RestartReset restartReset,
        NetworkRate rate,
        GuardSpec guard) {
    public NetworkTraining {
        rate.momentum()
                .map(RateSchedule::range)
                .ifPresent(range -> InvalidConfigException.require(
                        optimizer.allowsMomentum(range.low()) && optimizer.allowsMomentum(range.high()),
                        "a momentum from %s to %s cannot be used by %s: it has none, or not of that size. Use sgd or one of Adam's kin, or leave the momentum out."
                                .formatted(range.low(), range.high(), optimizer.type())));
    }

    /** What members of a cohort must have in common: the network's shape and the optimiser's kind. */
    public List<Object> cohortKey() {
        return List.of(network, optimizer.kind());
    }

    /** Without clipping, on a schedule alone. */
    public static NetworkTraining of(NetworkSpec network, OptimizerSpec optimizer, RateSchedule rate) {
        return of(network, optimizer, rate, GradientClipping.NONE);
    }

    /** On a schedule alone. */
    public static NetworkTraining of(
            NetworkSpec network, OptimizerSpec optimizer, RateSchedule rate, GradientClipping clipping) {
        return new NetworkTraining(
                network, optimizer, clipping, RestartReset.NOTHING, NetworkRate.of(rate), GuardSpec.NON_FINITE);
    }
}
