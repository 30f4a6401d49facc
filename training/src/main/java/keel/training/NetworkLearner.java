package keel.training;

import java.util.List;
import java.util.Map;
import keel.training.guard.DivergenceRule;
import keel.training.network.Network;
import keel.training.optimizer.Optimizer;
import keel.training.optimizer.StepSize;
import keel.training.rate.AppliedRate;

/**
 * One network of a cohort with all that changes it: its clock, rates, clipping, optimiser, guard and telemetry.
 *
 * <p>The clock counts this network's own updates. The rate applied to a member at update u is its schedule's value at u, and
 * that number is what telemetry reports.
 */
public final class NetworkLearner implements AutoCloseable {
    private final String name;
    private final Network network;
    private final List<NetworkTraining> trainings;
    private final List<AppliedRate> rates;
    private final Cohort cohort;
    private final Optimizer optimizer;
    private final DivergenceRule guard = DivergenceRule.nonFinite();
    private final float[] before;
    private final double[] rate;
    private final double[] loss;
    private final double[] gradientNorm;
    private final double[] updateRatio;
    private final double[] weightNorm;
    private long updates;

    /**
     * Takes over a network.
     *
     * @param trainings one a member
     */
    public NetworkLearner(String name, Network network, List<NetworkTraining> trainings, Cohort cohort) {
        if (trainings.size() != network.members()) {
            throw new IllegalArgumentException("%s has %d members but %d trainings; give it one a member"
                    .formatted(name, network.members(), trainings.size()));
        }
        this.name = name;
        this.network = network;
        this.trainings = List.copyOf(trainings);
        this.cohort = cohort;
        rates = trainings.stream().map(training -> training.rate().start()).toList();
        optimizer = Optimizer.create(
                trainings.stream().map(NetworkTraining::optimizer).toList(), network.parameterCount());
        before = new float[network.parameterCount()];
        int members = network.members();
        rate = new double[members];
        loss = new double[members];
        gradientNorm = new double[members];
        updateRatio = new double[members];
        weightNorm = new double[members];
        cohort.onDivergence(network::deactivate);
    }

    public String name() {
        return name;
    }

    public Network network() {
        return network;
    }

    /** Updates done. */
    public long updates() {
        return updates;
    }

    /**
     * Applies the network's gradients to every active member, each at its own rate, and starts a new sum.
     *
     * <p>A member whose loss or gradient is not finite diverges instead: its parameters stay as they were.
     *
     * @param losses one a member: what the gradients are the gradients of
     * @param measure whether to measure update ratio and weight norm, which cost a pass over the parameters each
     */
    public void update(double[] losses, boolean measure) {
        float[] gradients = network.gradients();
        for (int p = 0; p < network.members(); p++) {
            if (cohort.active(p)) {
                updateMember(p, gradients, losses[p], measure);
            }
        }
        network.parametersChanged();
        network.zeroGradients();
        updates++;
    }

    private void updateMember(int p, float[] gradients, double memberLoss, boolean measure) {
        int n = network.parameterCount();
        rate[p] = rates.get(p).at(updates);
        loss[p] = memberLoss;
        gradientNorm[p] = norm(gradients, p * n, n);
        double applied =
                Math.min(gradientNorm[p], trainings.get(p).clipping().maxNorm().orElse(Double.POSITIVE_INFINITY));
        var diverged =
                guard.check(new DivergenceRule.Measured(name, updates, rate[p], memberLoss, gradientNorm[p], applied));
        if (diverged.isPresent()) {
            cohort.diverge(p, diverged.get());
            return;
        }
        trainings.get(p).clipping().maxNorm().ifPresent(bound -> clip(gradients, p * n, n, gradientNorm[p], bound));
        float[] parameters = network.parameters();
        if (measure) {
            System.arraycopy(parameters, p * n, before, 0, n);
        }
        if (rate[p] > 0) {
            optimizer.step(p, parameters, gradients, StepSize.of(rate[p]));
        }
        if (measure) {
            measure(p, parameters);
        }
    }

    /** Scales a gradient of this norm down to the bound if it is longer. */
    private static void clip(float[] gradients, int from, int length, double norm, double bound) {
        if (norm > bound) {
            float scale = (float) (bound / norm);
            for (int i = from; i < from + length; i++) {
                gradients[i] *= scale;
            }
        }
    }

    private void measure(int p, float[] parameters) {
        double change = 0;
        for (int i = 0; i < before.length; i++) {
            double d = parameters[p * before.length + i] - before[i];
            change += d * d;
        }
        double weights = norm(before, 0, before.length);
        weightNorm[p] = norm(parameters, p * before.length, before.length);
        updateRatio[p] = weights == 0 ? 0 : Math.sqrt(change) / weights;
    }

    /** Ends members whose parameters are no longer finite: the last update is followed by no loss that would show it. */
    public void checkParameters() {
        int n = network.parameterCount();
        for (int p = 0; p < network.members(); p++) {
            double norm = norm(network.parameters(), p * n, n);
            if (cohort.active(p) && !Double.isFinite(norm)) {
                cohort.diverge(
                        p,
                        "%s: parameter norm is %s after %d updates, the last with learning rate %s"
                                .formatted(name, norm, updates, rate[p]));
            }
        }
    }

    /** Adds this network's measurements at the last update of one member, in a fixed order. */
    public void describe(int member, Map<String, Double> values) {
        values.put("rate/" + name, rate[member]);
        values.put("loss/" + name, loss[member]);
        values.put("gradient_norm/" + name, gradientNorm[member]);
        values.put("update_ratio/" + name, updateRatio[member]);
        values.put("weight_norm/" + name, weightNorm[member]);
    }

    /** Euclidean norm, summed in double over four interleaved sums. */
    private static double norm(float[] values, int from, int length) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        int to = from + length;
        for (; i + 3 < to; i += 4) {
            a += (double) values[i] * values[i];
            b += (double) values[i + 1] * values[i + 1];
            c += (double) values[i + 2] * values[i + 2];
            d += (double) values[i + 3] * values[i + 3];
        }
        for (; i < to; i++) {
            a += (double) values[i] * values[i];
        }
        return Math.sqrt(a + b + (c + d));
    }

    @Override
    public void close() {
        network.close();
    }
}
