package keel.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import keel.training.guard.Divergence;
import keel.training.network.Device;

/** Which members of a cohort still train, and why the others do not; and what computes their networks. */
public final class Cohort {
    private final List<Optional<Divergence>> divergence = new ArrayList<>();
    private final List<Optional<String>> failure = new ArrayList<>();
    private final List<IntConsumer> listeners = new ArrayList<>();
    private final Device device;
    private int active;

    /** On the processor. */
    public Cohort(int members) {
        this(members, Device.CPU);
    }

    /** Members that all train, their networks on this device. */
    public Cohort(int members, Device device) {
        this.device = device;
        if (members < 1) {
            throw new IllegalArgumentException("a cohort needs at least 1 member but got " + members);
        }
        for (int p = 0; p < members; p++) {
            divergence.add(Optional.empty());
            failure.add(Optional.empty());
        }
        active = members;
    }

    /** What computes the networks. */
    public Device device() {
        return device;
    }

    public int members() {
        return divergence.size();
    }

    /** Whether this member still trains. */
    public boolean active(int member) {
        return divergence.get(member).isEmpty() && failure.get(member).isEmpty();
    }

    /** Whether any member still trains. */
    public boolean anyActive() {
        return active > 0;
    }

    /** Why this member diverged, if it did. */
    public Optional<Divergence> divergence(int member) {
        return divergence.get(member);
    }

    /** Why this member failed, if it did: something outside the training was wrong. */
    public Optional<String> failure(int member) {
        return failure.get(member);
    }

    /** Calls back with each member that ends early from now on, because it diverged or failed. */
    public void onEnd(IntConsumer listener) {
        listeners.add(listener);
    }

    /** Ends one member; the first reason stands. The others go on. */
    public void diverge(int member, Divergence reason) {
        if (active(member)) {
            divergence.set(member, Optional.of(reason));
            end(member);
        }
    }

    /**
     * Ends one member because something outside the training is wrong, such as what its environment gives; the first reason
     * stands. The others go on.
     *
     * @param reason a sentence for a person: what, why, how to mend it
     */
    public void fail(int member, String reason) {
        if (active(member)) {
            failure.set(member, Optional.of(reason));
            end(member);
        }
    }

    private void end(int member) {
        active--;
        listeners.forEach(listener -> listener.accept(member));
    }
}
