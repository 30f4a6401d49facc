package keel.training.gpu;

import java.util.List;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.optimizer.LookaheadSpec;
import keel.training.optimizer.RestartReset;
import keel.training.optimizer.StepSize;

/** Slow weights of every member; see {@link LookaheadSpec}. They start where the member's first step does. */
final class GpuLookahead implements GpuOptimizer {
    private static final String ITERATIONS = "iterations";
    private static final String SLOW = "slow";

    private final FlatArrays arrays;
    private final List<LookaheadSpec> specs;
    private final GpuOptimizer of;
    private final GpuBuffer slow;
    private final boolean[] started;
    private final long[] iterations;
    private final MemberList some;
    private final GpuKernel pull;
    private final GpuBuffer alphas;

    GpuLookahead(FlatArrays arrays, List<LookaheadSpec> specs) {
        this.arrays = arrays;
        this.specs = List.copyOf(specs);
        of = GpuOptimizer.create(arrays, specs.stream().map(LookaheadSpec::of).toList());
        slow = arrays.zeros();
        started = new boolean[arrays.members()];
        iterations = new long[arrays.members()];
        some = arrays.list();
        pull = arrays.kernel("pull");
        alphas = arrays.device().allocate((long) arrays.members() * Float.BYTES);
    }

    private void start(GpuParameters parameters, boolean[] which) {
        boolean[] fresh = new boolean[which.length];
        for (int p = 0; p < which.length; p++) {
            fresh[p] = which[p] && !started[p];
            started[p] |= which[p];
        }
        some.set(fresh);
        arrays.copy(parameters.current(), slow, some);
    }

    private void start(GpuParameters parameters, MemberList which) {
        boolean[] chosen = new boolean[started.length];
        boolean all = true;
        for (int slot = 0; slot < which.size(); slot++) {
            chosen[which.at(slot)] = true;
            all &= started[which.at(slot)];
        }
        if (!all) {
            start(parameters, chosen);
        }
    }

    @Override
    public boolean extrapolates() {
        return of.extrapolates();
    }

    @Override
    public void extrapolate(GpuParameters parameters, MemberList which, StepSize[] sizes) {
        start(parameters, which);
        of.extrapolate(parameters, which, sizes);
    }

    @Override
    public void step(GpuParameters parameters, MemberList which, StepSize[] sizes) {
        start(parameters, which);
        of.step(parameters, which, sizes);
    }

    @Override
    public void retract(GpuParameters parameters, int member) {
        of.retract(parameters, member);
    }

    @Override
    public void copyOwn(GpuParameters parameters, GpuBuffer to) {
        of.copyOwn(parameters, to);
    }

    /** Counts the iteration, and moves slow and fast weights of members for which it is the last of {@code every}. */
    @Override
    public void synchronize(GpuParameters parameters, boolean[] which) {
        of.synchronize(parameters, which);
        start(parameters, which);
        boolean[] moving = new boolean[which.length];
        float[] alpha = new float[which.length];
        int count = 0;
        for (int p = 0; p < which.length; p++) {
            if (which[p]) {
                iterations[p]++;
                moving[p] = iterations[p] % specs.get(p).every() == 0;
                if (moving[p]) {
                    alpha[count++] = (float) specs.get(p).alpha();
                }
            }
        }
        if (count == 0) {
            return;
        }
        some.set(moving);
        alphas.put(0, alpha, 0, count);
        pull.with(slow)
                .with(parameters.current())
                .with((long) arrays.count())
                .with(some.buffer())
                .with(arrays.blocks())
                .with(alphas)
                .run(arrays.groups(some));
        parameters.deviceChanged();
        for (int p = 0; p < which.length; p++) {
            if (moving[p] && specs.get(p).resetMoments()) {
                of.reset(p, RestartReset.MOMENTS);
            }
        }
    }

    @Override
    public void reset(int member, RestartReset what) {
        of.reset(member, what);
    }

    @Override
    public void save(int member, StateWriter to) {
        to.put(ITERATIONS, iterations[member]);
        if (started[member]) {
            to.put(SLOW, slow.member(member, arrays.count()));
        }
        of.save(member, to.under("of"));
    }

    @Override
    public void restore(int member, StateReader from) {
        iterations[member] = from.whole(ITERATIONS);
        started[member] = from.has(SLOW);
        if (started[member]) {
            float[] values = from.floats(SLOW, arrays.count());
            slow.put((long) member * values.length, values, 0, values.length);
        }
        of.restore(member, from.under("of"));
    }

    @Override
    public void close() {
        of.close();
        slow.close();
        some.close();
        pull.close();
        alphas.close();
    }
}
