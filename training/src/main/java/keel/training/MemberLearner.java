package keel.training;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.guard.Divergence;
import keel.training.guard.DivergenceRule;
import keel.training.network.Network;
import keel.training.optimizer.LayerMultipliers;
import keel.training.optimizer.ParameterUpdates;
import keel.training.optimizer.RestartReset;
import keel.training.optimizer.StepLengths;
import keel.training.optimizer.StepSize;
import keel.training.rate.AppliedRate;
import keel.training.telemetry.HiddenUnits;
import keel.training.telemetry.RecentUpdates;
import keel.training.telemetry.UpdateRecord;

/** One network of one member: its rate, guard and measurements. */
final class MemberLearner {
    /** All that {@link #describe} may tell, without the network's name. */
    static final List<String> METRICS = List.of(
            "rate/",
            "rate_factor/",
            "controller_factor/",
            "schedule_update/",
            "momentum/",
            "loss/",
            "gradient_norm/",
            "clipped_norm/",
            "update_ratio/",
            "weight_norm/",
            "dead_units/",
            "effective_rank/");

    private final String name;
    private final int member;
    private final NetworkTraining training;
    private final String lossMetric;
    private final AppliedRate rate;
    private final DivergenceRule guard;
    private final LayerMultipliers layers;
    private StepSize size;
    private final RecentUpdates recent = new RecentUpdates();
    // The last update, in fields of its own: a record of it at every update would be most of what a cohort allocates.
    private long lastUpdate;
    private double lastRate;
    private double lastLoss;
    private double lastNorm;
    private double lastClippedNorm;
    private double updateRatio;
    private Optional<HiddenUnits> hidden = Optional.empty();
    private double weightNorm;

    MemberLearner(String name, int member, NetworkTraining training, Network network) {
        this.name = name;
        this.member = member;
        this.training = training;
        lossMetric = "loss/" + name;
        rate = training.rate().start();
        guard = new DivergenceRule(name, training.guard());
        layers = multipliers(training.rate().layers(), network.layerOffsets());
        size = new StepSize(1, OptionalDouble.empty(), layers);
    }

    /** The heads of an ensemble have the same layers, and the factors of one are those of all. */
    private static LayerMultipliers multipliers(List<Double> factors, int[] offsets) {
        int layers = offsets.length - 1;
        if (factors.isEmpty()) {
            return LayerMultipliers.NONE;
        }
        int heads = Math.max(1, layers / factors.size());
        double[] all = new double[heads * factors.size()];
        Arrays.setAll(all, i -> factors.get(i % factors.size()));
        return LayerMultipliers.of(Arrays.copyOfRange(offsets, 1, offsets.length), all);
    }

    /** Takes in what the gradient of one update is like; the other methods then are about that update. */
    void take(long update, double loss, double norm, double clippedNorm) {
        lastUpdate = update;
        lastRate = rate.at(update);
        lastLoss = loss;
        lastNorm = norm;
        lastClippedNorm = clippedNorm;
    }

    /** Why this update must not be made, if so; otherwise it counts as made. */
    Optional<Divergence> check() {
        Optional<Divergence> divergence = guard.check(lastUpdate, lastRate, lastLoss, lastNorm, lastClippedNorm);
        if (divergence.isEmpty()) {
            recent.add(lastUpdate, lastRate, lastLoss, lastNorm, lastClippedNorm);
        }
        return divergence;
    }

    /** As {@link #check}, for a step ahead: it does not count, and only numbers that are not finite end it. */
    Optional<Divergence> checkNumbers() {
        return guard.checkNumbers(lastUpdate, lastRate, lastLoss, lastNorm, lastClippedNorm);
    }

    void resetIfRestarting(long update, ParameterUpdates updates) {
        if (training.restartReset() != RestartReset.NOTHING && rate.restartsAt(update)) {
            updates.reset(member, training.restartReset());
        }
    }

    /** The same object while nothing changes: a cohort would allocate one a member and update. Not for a rate of 0. */
    StepSize stepSize(long update) {
        OptionalDouble momentum = rate.momentum(update);
        if (size.rate() != lastRate || !size.momentum().equals(momentum)) {
            size = new StepSize(lastRate, momentum, layers);
        }
        return size;
    }

    /** Measures hidden units in the last training pass if they are wanted; otherwise there is nothing to tell of them. */
    void measureHidden(Network network, boolean wanted) {
        hidden = wanted ? HiddenUnits.of(network, member) : Optional.empty();
    }

    /** Ends an update. */
    void updated(boolean measured, StepLengths lengths) {
        if (measured) {
            double before = lengths.before()[member];
            weightNorm = lengths.after()[member];
            updateRatio = before == 0 ? 0 : lengths.change()[member] / before;
        }
        rate.observe(lossMetric, lastLoss);
    }

    private UpdateRecord last() {
        return new UpdateRecord(lastUpdate, lastRate, lastLoss, lastNorm, lastClippedNorm);
    }

    /** Why this member must end, if the norm of its parameters says so. */
    Optional<Divergence> checkParameters(double norm) {
        return guard.checkParameters(norm, last());
    }

    /** Feeds the rate's controller. Its own loss is fed at every update, not only when it is recorded. */
    void observe(Map<String, Double> values) {
        values.forEach((metric, value) -> {
            if (!metric.equals(lossMetric)) {
                rate.observe(metric, value);
            }
        });
    }

    /** What the last update was made with. */
    double lastRate() {
        return lastRate;
    }

    /** Whether the last update was one of rate 0, which moves nothing. */
    boolean pausing() {
        return lastRate == 0;
    }

    RecentUpdates recent() {
        return recent;
    }

    void describe(Map<String, Double> values) {
        values.put("rate/" + name, lastRate);
        rate.describe(name, values);
        values.put(lossMetric, lastLoss);
        values.put("gradient_norm/" + name, lastNorm);
        if (training.clipping().active()) {
            values.put("clipped_norm/" + name, lastClippedNorm);
        }
        values.put("update_ratio/" + name, updateRatio);
        values.put("weight_norm/" + name, weightNorm);
        hidden.ifPresent(units -> {
            values.put("dead_units/" + name, units.deadShare());
            values.put("effective_rank/" + name, units.effectiveRank());
        });
    }

    void save(StateWriter to) {
        rate.save(to.under("rate"));
        guard.save(to.under("guard"));
        recent.save(to);
        to.put("last_update", lastUpdate);
        to.put("last", lastRate, lastLoss, lastNorm, lastClippedNorm, updateRatio, weightNorm);
    }

    void restore(StateReader from) {
        rate.restore(from.under("rate"));
        guard.restore(from.under("guard"));
        recent.restore(from);
        double[] values = from.doubles("last", 6);
        lastUpdate = from.whole("last_update");
        lastRate = values[0];
        lastLoss = values[1];
        lastNorm = values[2];
        lastClippedNorm = values[3];
        updateRatio = values[4];
        weightNorm = values[5];
    }
}
