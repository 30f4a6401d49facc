package keel.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.guard.Divergence;
import keel.training.network.Network;
import keel.training.optimizer.ParameterUpdates;
import keel.training.optimizer.StepLengths;
import keel.training.optimizer.StepSize;
import keel.training.telemetry.UpdateRecord;

/**
 * One network of a cohort with all that changes it: its clock, rates, clipping, optimiser, guard and telemetry.
 *
 * <p>The clock counts this network's own updates. The rate applied to a member at update u is its schedule's value at u (times
 * what a controller and batch scaling make of it), and that number is what telemetry reports.
 */
public final class NetworkLearner implements MemberState, AutoCloseable {
    private final String name;
    private final Network network;
    private final Cohort cohort;
    private final ParameterUpdates parameterUpdates;
    private final List<MemberLearner> members = new ArrayList<>();
    /** No member left out. */
    private final boolean[] none;
    // By member, and written by every update.
    private final boolean[] updating;
    private final boolean[] moving;
    private final StepSize[] sizes;
    private final double[] norms;
    private final double[] clippedNorms;
    private final StepLengths lengths;

    private long updates;
    private boolean hiddenUnitsWanted = true;

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
        this.cohort = cohort;
        parameterUpdates = network.updates(
                trainings.stream().map(NetworkTraining::optimizer).toList(),
                trainings.stream().map(NetworkTraining::clipping).toList());
        for (int p = 0; p < trainings.size(); p++) {
            members.add(new MemberLearner(name, p, trainings.get(p), network));
        }
        int count = trainings.size();
        none = new boolean[count];
        updating = new boolean[count];
        moving = new boolean[count];
        sizes = new StepSize[count];
        Arrays.fill(sizes, StepSize.of(1));
        norms = new double[count];
        clippedNorms = new double[count];
        lengths = new StepLengths(count);
        cohort.onEnd(network::deactivate);
    }

    /** The names of all metrics that {@link #describe} may tell of a network. */
    public static List<String> metrics(String network) {
        return MemberLearner.METRICS.stream().map(metric -> metric + network).toList();
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
     * <p>A member whose loss or gradient breaks its guard's rules diverges instead: its parameters stay as they were.
     *
     * @param losses one a member, to be judged by its guard and told; a penalty whose gradient was added need not be in it
     * @param measure whether to measure update ratio and weight norm, which cost a pass over the parameters each, and, if it
     *     was asked for since, hidden units
     */
    public void update(double[] losses, boolean measure) {
        update(losses, measure, none);
    }

    /**
     * As {@link #update(double[], boolean)}, but leaves out some members: they stay as they are, and the clock goes on for them
     * as well, as at a rate of 0.
     *
     * @param left by member, whether it is left out
     */
    public void update(double[] losses, boolean measure, boolean[] left) {
        takeGradients(losses, left);
        for (int p = 0; p < updating.length; p++) {
            if (updating[p]) {
                MemberLearner member = members.get(p);
                keepUnlessDiverged(p, member.check());
                if (updating[p] && !parameterUpdates.extrapolates()) {
                    member.resetIfRestarting(updates, parameterUpdates);
                }
                chooseStep(p);
                if (updating[p] && measure) {
                    member.measureHidden(network, hiddenUnitsWanted);
                }
            }
        }
        if (measure) {
            parameterUpdates.step(moving, sizes, updating, lengths);
        } else {
            parameterUpdates.step(moving, sizes);
        }
        for (int p = 0; p < updating.length; p++) {
            if (updating[p]) {
                members.get(p).updated(measure, lengths);
            }
        }
        hiddenUnitsWanted &= !measure;
        network.zeroGradients();
        updates++;
    }

    /** Measures and clips the gradients of every active member that is not left out, which from now on are the updating ones. */
    private void takeGradients(double[] losses, boolean[] left) {
        Arrays.fill(moving, false);
        for (int p = 0; p < updating.length; p++) {
            updating[p] = cohort.active(p) && !left[p];
        }
        parameterUpdates.clip(updating, norms, clippedNorms);
        for (int p = 0; p < updating.length; p++) {
            if (updating[p]) {
                members.get(p).take(updates, losses[p], norms[p], clippedNorms[p]);
            }
        }
    }

    /** A member that updates at a rate of 0 does not step, and nobody asks for its momentum. */
    private void chooseStep(int member) {
        moving[member] = updating[member] && !members.get(member).pausing();
        if (moving[member]) {
            sizes[member] = members.get(member).stepSize(updates);
        }
    }

    private void keepUnlessDiverged(int member, Optional<Divergence> reason) {
        if (reason.isPresent()) {
            updating[member] = false;
            parameterUpdates.retract(member);
            cohort.diverge(member, reason.get());
        }
    }

    /** Has the next measured update tell of dead units and effective rank as well; so does the first of all. */
    public void wantHiddenUnits() {
        hiddenUnitsWanted = true;
    }

    /** Whether {@link #extrapolate} must come before every {@link #update}. */
    public boolean extrapolates() {
        return parameterUpdates.extrapolates();
    }

    /**
     * Moves every active member to the point ahead where the gradients for {@link #update} are to be taken, if its optimiser
     * looks ahead; starts a new sum in any case.
     *
     * @param losses as for {@link #update}
     */
    public void extrapolate(double[] losses) {
        if (parameterUpdates.extrapolates()) {
            takeGradients(losses, none);
            for (int p = 0; p < updating.length; p++) {
                if (updating[p]) {
                    MemberLearner member = members.get(p);
                    keepUnlessDiverged(p, member.checkNumbers());
                    if (updating[p]) {
                        member.resetIfRestarting(updates, parameterUpdates);
                    }
                    chooseStep(p);
                }
            }
            parameterUpdates.extrapolate(moving, sizes);
        }
        network.zeroGradients();
    }

    /**
     * Ends an iteration, after all networks that train together have been updated: where lookahead moves its slow weights.
     * Nothing happens to a member whose rate was 0.
     */
    public void synchronize() {
        synchronize(none);
    }

    /** As {@link #synchronize()}, after an update that left out some members. */
    public void synchronize(boolean[] left) {
        for (int p = 0; p < moving.length; p++) {
            moving[p] = cohort.active(p) && !left[p] && !members.get(p).pausing();
        }
        parameterUpdates.synchronize(moving);
    }

    /** Ends members whose parameters are no longer finite: the last update is followed by no loss that would show it. */
    public void checkParameters() {
        for (int p = 0; p < updating.length; p++) {
            updating[p] = cohort.active(p);
        }
        parameterUpdates.parameterNorms(updating, norms);
        for (int p = 0; p < updating.length; p++) {
            int member = p;
            if (updating[p]) {
                members.get(p).checkParameters(norms[p]).ifPresent(reason -> cohort.diverge(member, reason));
            }
        }
    }

    /** The rate that the last update of one member had. */
    public double rate(int member) {
        return members.get(member).lastRate();
    }

    /** Adds this network's measurements at the last measured update of one member, in a fixed order. */
    public void describe(int member, Map<String, Double> values) {
        members.get(member).describe(values);
    }

    /** Feeds what was measured of one member to the controller of its rate, if it has one. */
    public void observe(int member, Map<String, Double> values) {
        members.get(member).observe(values);
    }

    /** The last updates of one member that were applied, oldest first, at most 100. */
    public List<UpdateRecord> recentUpdates(int member) {
        return members.get(member).recent().list();
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put("updates", updates);
        to.put("hidden_units_wanted", hiddenUnitsWanted ? 1 : 0);
        network.save(member, to.under("network"));
        parameterUpdates.save(member, to.under("optimizer"));
        members.get(member).save(to);
    }

    @Override
    public void restore(int member, StateReader from) {
        updates = from.whole("updates");
        hiddenUnitsWanted = from.ints("hidden_units_wanted", 1)[0] == 1;
        network.restore(member, from.under("network"));
        parameterUpdates.restore(member, from.under("optimizer"));
        members.get(member).restore(from);
    }

    @Override
    public void close() {
        network.close();
    }
}
