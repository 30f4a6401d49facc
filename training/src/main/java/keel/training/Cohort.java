package keel.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import keel.training.guard.Divergence;

/** Which members of a cohort still train, and why the others do not. */
public final class Cohort {
    private final List<Optional<Divergence>> divergence = new ArrayList<>();
    private final List<IntConsumer> listeners = new ArrayList<>();
    private int active;

    public Cohort(int members) {
        if (members < 1) {
            throw new IllegalArgumentException("a cohort needs at least 1 member but got " + members);
        }
        for (int p = 0; p < members; p++) {
            divergence.add(Optional.empty());
        }
        active = members;
    }

    public int members() {
        return divergence.size();
    }

    /** Whether this member still trains. */
    public boolean active(int member) {
        return divergence.get(member).isEmpty();
    }

    /** Whether any member still trains. */
    public boolean anyActive() {
        return active > 0;
    }

    /** Why this member diverged, if it did. */
    public Optional<Divergence> divergence(int member) {
        return divergence.get(member);
    }

    /** Calls back with each member that diverges from now on. */
    public void onDivergence(IntConsumer listener) {
        listeners.add(listener);
    }

    /** Ends one member; the first reason stands. The others go on. */
    public void diverge(int member, Divergence reason) {
        if (active(member)) {
            divergence.set(member, Optional.of(reason));
            active--;
            listeners.forEach(listener -> listener.accept(member));
        }
    }
}
