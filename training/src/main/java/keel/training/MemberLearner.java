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
import keel.training.optimizer.EuclideanNorm;
import keel.training.optimizer.LayerMultipliers;
import keel.training.optimizer.Optimizer;
import keel.training.optimizer.RestartReset;
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

    /**
     * A step ahead, to where the gradient of the next {@link #update} is to be taken, unless the member turns out to have
     * diverged.
     */
    Optional<Divergence> extrapolate(long update, double loss, Network network, Optimizer optimizer) {
        float[] gradients = take(update, loss, network);
        Optional<Divergence> divergence = guard.checkNumbers(update, lastRate, lastLoss, lastNorm, lastClippedNorm);
        if (divergence.isEmpty()) {
            resetIfRestarting(update, optimizer);
        }
        if (divergence.isEmpty() && lastRate > 0) {
            optimizer.extrapolate(member, network.parameters(), gradients, stepSize(update));
        }
        return divergence;
    }

    private void resetIfRestarting(long update, Optimizer optimizer) {
        if (training.restartReset() != RestartReset.NOTHING && rate.restartsAt(update)) {
            optimizer.reset(member, training.restartReset());
        }
    }

    /** The same object while nothing changes: a cohort would allocate one a member and update. */
    private StepSize stepSize(long update) {
        OptionalDouble momentum = rate.momentum(update);
        if (size.rate() != lastRate || !size.momentum().equals(momentum)) {
            size = new StepSize(lastRate, momentum, layers);
        }
        return size;
    }

    /**
     * Measures and clips the gradient.
     *
     * @return the gradients of all members, that of this one clipped: another call of the network may give others
     */
    private float[] take(long update, double loss, Network network) {
        float[] gradients = network.gradients();
        int n = network.parameterCount();
        int from = member * n;
        lastUpdate = update;
        lastRate = rate.at(update);
        lastLoss = loss;
        lastNorm = EuclideanNorm.of(gradients, from, from + n);
        lastClippedNorm = training.clipping().apply(gradients, from, from + n, lastNorm);
        return gradients;
    }

    /**
     * One update, unless the member turns out to have diverged: then its parameters stay as they were.
     *
     * @param before room for the parameters of one member, where they are to be measured
     * @param hiddenToo whether the measurement covers hidden units
     */
    Optional<Divergence> update(
            long update,
            double loss,
            Network network,
            Optimizer optimizer,
            Optional<float[]> before,
            boolean hiddenToo) {
        float[] gradients = take(update, loss, network);
        float[] parameters = network.parameters();
        Optional<Divergence> divergence = guard.check(update, lastRate, lastLoss, lastNorm, lastClippedNorm);
        if (divergence.isPresent()) {
            optimizer.retract(member, parameters);
            return divergence;
        }
        recent.add(update, lastRate, loss, lastNorm, lastClippedNorm);
        if (!optimizer.extrapolates()) {
            resetIfRestarting(update, optimizer);
        }
        if (before.isPresent()) {
            hidden = hiddenToo ? HiddenUnits.of(network, member) : Optional.empty();
            optimizer.copyOwn(member, parameters, before.get());
        }
        if (lastRate > 0) {
            optimizer.step(member, parameters, gradients, stepSize(update));
        }
        if (before.isPresent()) {
            measure(parameters, before.get());
        }
        rate.observe(lossMetric, loss);
        return Optional.empty();
    }

    private void measure(float[] parameters, float[] before) {
        double change = distance(parameters, before);
        double weights = EuclideanNorm.of(before, 0, before.length);
        weightNorm = EuclideanNorm.of(parameters, member * before.length, (member + 1) * before.length);
        updateRatio = weights == 0 ? 0 : change / weights;
    }

    /** 2-norm of the difference of this member's parameters. */
    private double distance(float[] parameters, float[] before) {
        int from = member * before.length;
        double sum = 0;
        for (int i = 0; i < before.length; i++) {
            double difference = parameters[from + i] - before[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    private UpdateRecord last() {
        return new UpdateRecord(lastUpdate, lastRate, lastLoss, lastNorm, lastClippedNorm);
    }

    Optional<Divergence> checkParameters(Network network) {
        int n = network.parameterCount();
        return guard.checkParameters(EuclideanNorm.of(network.parameters(), member * n, (member + 1) * n), last());
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
