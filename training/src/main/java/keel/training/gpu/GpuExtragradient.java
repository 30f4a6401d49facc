package keel.training.gpu;

import java.util.List;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.optimizer.ExtragradientSpec;
import keel.training.optimizer.MembersAhead;
import keel.training.optimizer.RestartReset;
import keel.training.optimizer.StepSize;

/** Keeps the old point of every member while its parameters are ahead; see {@link ExtragradientSpec}. */
final class GpuExtragradient implements GpuOptimizer {
    private final FlatArrays arrays;
    private final GpuOptimizer of;
    private final GpuBuffer origin;
    private final MembersAhead ahead;
    private final MemberList back;

    GpuExtragradient(FlatArrays arrays, List<ExtragradientSpec> specs) {
        this.arrays = arrays;
        of = GpuOptimizer.create(
                arrays, specs.stream().map(ExtragradientSpec::of).toList());
        origin = arrays.zeros();
        ahead = new MembersAhead(arrays.members());
        back = arrays.list();
    }

    @Override
    public boolean extrapolates() {
        return true;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if a member is ahead already
     */
    @Override
    public void extrapolate(GpuParameters parameters, MemberList which, StepSize[] sizes) {
        for (int slot = 0; slot < which.size(); slot++) {
            ahead.extrapolate(which.at(slot));
        }
        arrays.copy(parameters.current(), origin, which);
        of.step(parameters, which, sizes);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if a member was not extrapolated
     */
    @Override
    public void step(GpuParameters parameters, MemberList which, StepSize[] sizes) {
        for (int slot = 0; slot < which.size(); slot++) {
            ahead.step(which.at(slot));
        }
        arrays.copy(origin, parameters.current(), which);
        parameters.deviceChanged();
        of.step(parameters, which, sizes);
    }

    @Override
    public void retract(GpuParameters parameters, int member) {
        if (ahead.contains(member)) {
            back.set(member);
            arrays.copy(origin, parameters.current(), back);
            parameters.deviceChanged();
            ahead.retract(member);
        }
    }

    @Override
    public void copyOwn(GpuParameters parameters, GpuBuffer to) {
        to.copy(parameters.current(), to.bytes());
        back.set(ahead.which());
        arrays.copy(origin, to, back);
    }

    @Override
    public void reset(int member, RestartReset what) {
        of.reset(member, what);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException between extrapolation and step: a checkpoint is taken between iterations
     */
    @Override
    public void save(int member, StateWriter to) {
        ahead.requireBack(member);
        of.save(member, to.under("of"));
    }

    @Override
    public void restore(int member, StateReader from) {
        ahead.retract(member);
        of.restore(member, from.under("of"));
    }

    @Override
    public void close() {
        of.close();
        origin.close();
        back.close();
    }
}
