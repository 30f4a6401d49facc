package keel.training.optimizer;

import java.util.List;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** Slow weights of every member; see {@link LookaheadSpec}. They start where the member's first step does. */
final class Lookahead implements Optimizer {
    private static final String ITERATIONS = "iterations";
    private static final String SLOW = "slow";

    private final List<LookaheadSpec> specs;
    private final Optimizer of;
    private final int count;
    private final float[] slow;
    private final boolean[] started;
    private final long[] iterations;

    Lookahead(List<LookaheadSpec> specs, int parameterCount) {
        this.specs = List.copyOf(specs);
        of = Optimizer.create(specs.stream().map(LookaheadSpec::of).toList(), parameterCount);
        count = parameterCount;
        slow = new float[Math.multiplyExact(specs.size(), parameterCount)];
        started = new boolean[specs.size()];
        iterations = new long[specs.size()];
    }

    private void start(int member, float[] parameters) {
        if (!started[member]) {
            System.arraycopy(parameters, member * count, slow, member * count, count);
            started[member] = true;
        }
    }

    @Override
    public boolean extrapolates() {
        return of.extrapolates();
    }

    @Override
    public void extrapolate(int member, float[] parameters, float[] gradients, StepSize size) {
        start(member, parameters);
        of.extrapolate(member, parameters, gradients, size);
    }

    @Override
    public void step(int member, float[] parameters, float[] gradients, StepSize size) {
        start(member, parameters);
        of.step(member, parameters, gradients, size);
    }

    @Override
    public void retract(int member, float[] parameters) {
        of.retract(member, parameters);
    }

    @Override
    public void copyOwn(int member, float[] parameters, float[] to) {
        of.copyOwn(member, parameters, to);
    }

    /** Counts the iteration, and moves slow and fast weights if it is the last of {@code every}. */
    @Override
    public boolean synchronize(int member, float[] parameters) {
        boolean changed = of.synchronize(member, parameters);
        start(member, parameters);
        LookaheadSpec spec = specs.get(member);
        iterations[member]++;
        if (iterations[member] % spec.every() != 0) {
            return changed;
        }
        float alpha = (float) spec.alpha();
        for (int i = member * count; i < (member + 1) * count; i++) {
            float s = slow[i] + alpha * (parameters[i] - slow[i]);
            slow[i] = s;
            parameters[i] = s;
        }
        if (spec.resetMoments()) {
            of.reset(member, RestartReset.MOMENTS);
        }
        return true;
    }

    @Override
    public void reset(int member, RestartReset what) {
        of.reset(member, what);
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put(ITERATIONS, iterations[member]);
        if (started[member]) {
            to.put(SLOW, slow, member * count, (member + 1) * count);
        }
        of.save(member, to.under("of"));
    }

    @Override
    public void restore(int member, StateReader from) {
        iterations[member] = from.whole(ITERATIONS);
        started[member] = from.has(SLOW);
        if (started[member]) {
            from.get(SLOW, slow, member * count, (member + 1) * count);
        }
        of.restore(member, from.under("of"));
    }
}
