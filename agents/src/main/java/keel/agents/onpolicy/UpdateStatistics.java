package keel.agents.onpolicy;

/** What one member's updates after a rollout tell: means over the minibatches of the last epoch that it began. */
final class UpdateStatistics {
    private double entropy;
    private double kl;
    private double clipFraction;
    private double deviation;
    private int minibatches;
    private int updates;
    private long lastUpdate;

    void beginRollout() {
        updates = 0;
        beginEpoch();
    }

    void beginEpoch() {
        entropy = 0;
        kl = 0;
        clipFraction = 0;
        minibatches = 0;
    }

    /** A minibatch was looked at. */
    void add(ActorLoss loss, double deviationNow) {
        entropy += loss.entropy();
        kl += loss.kl();
        clipFraction += loss.clipFraction();
        deviation = deviationNow;
        minibatches++;
    }

    /** It was learned from. */
    void update(long index) {
        lastUpdate = index;
        updates++;
    }

    double entropy() {
        return entropy / minibatches;
    }

    double kl() {
        return kl / minibatches;
    }

    double clipFraction() {
        return clipFraction / minibatches;
    }

    /** The policy's standard deviation in the last minibatch. */
    double deviation() {
        return deviation;
    }

    /** Those of this rollout that were not left out. */
    int updates() {
        return updates;
    }

    long lastUpdate() {
        return lastUpdate;
    }

    /** As a checkpoint tells. */
    void lastUpdateWas(long index) {
        lastUpdate = index;
    }
}
