package keel.training.optimizer;

import java.util.List;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** Keeps the old point of every member while its parameters are ahead; see {@link ExtragradientSpec}. */
final class Extragradient implements Optimizer {
    private final Optimizer of;
    private final int count;
    private final float[] origin;
    private final MembersAhead ahead;

    Extragradient(List<ExtragradientSpec> specs, int parameterCount) {
        of = Optimizer.create(specs.stream().map(ExtragradientSpec::of).toList(), parameterCount);
        count = parameterCount;
        origin = new float[Math.multiplyExact(specs.size(), parameterCount)];
        ahead = new MembersAhead(specs.size());
    }

    @Override
    public boolean extrapolates() {
        return true;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the member is ahead already
     */
    @Override
    public void extrapolate(int member, float[] parameters, float[] gradients, StepSize size) {
        ahead.requireOwn(member);
        System.arraycopy(parameters, member * count, origin, member * count, count);
        of.step(member, parameters, gradients, size);
        ahead.extrapolate(member);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the member was not extrapolated
     */
    @Override
    public void step(int member, float[] parameters, float[] gradients, StepSize size) {
        ahead.step(member);
        takeBack(member, parameters);
        of.step(member, parameters, gradients, size);
    }

    @Override
    public void retract(int member, float[] parameters) {
        if (ahead.contains(member)) {
            takeBack(member, parameters);
            ahead.retract(member);
        }
    }

    private void takeBack(int member, float[] parameters) {
        System.arraycopy(origin, member * count, parameters, member * count, count);
    }

    @Override
    public void copyOwn(int member, float[] parameters, float[] to) {
        System.arraycopy(ahead.contains(member) ? origin : parameters, member * count, to, 0, count);
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
}
