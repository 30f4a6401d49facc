package keel.training.optimizer;

import java.util.List;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** Keeps the old point of every member while its parameters are ahead; see {@link ExtragradientSpec}. */
final class Extragradient implements Optimizer {
    private final Optimizer of;
    private final int count;
    private final float[] origin;
    private final boolean[] ahead;

    Extragradient(List<ExtragradientSpec> specs, int parameterCount) {
        of = Optimizer.create(specs.stream().map(ExtragradientSpec::of).toList(), parameterCount);
        count = parameterCount;
        origin = new float[Math.multiplyExact(specs.size(), parameterCount)];
        ahead = new boolean[specs.size()];
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
        if (ahead[member]) {
            throw new IllegalStateException(
                    "member %d is extrapolated already; step or retract before the next extrapolation"
                            .formatted(member));
        }
        System.arraycopy(parameters, member * count, origin, member * count, count);
        of.step(member, parameters, gradients, size);
        ahead[member] = true;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the member was not extrapolated
     */
    @Override
    public void step(int member, float[] parameters, float[] gradients, StepSize size) {
        if (!ahead[member]) {
            throw new IllegalStateException(
                    "member %d was not extrapolated; extragradient needs the gradient at the point ahead, so extrapolate before the step"
                            .formatted(member));
        }
        retract(member, parameters);
        of.step(member, parameters, gradients, size);
    }

    @Override
    public void retract(int member, float[] parameters) {
        if (ahead[member]) {
            System.arraycopy(origin, member * count, parameters, member * count, count);
            ahead[member] = false;
        }
    }

    @Override
    public void copyOwn(int member, float[] parameters, float[] to) {
        System.arraycopy(ahead[member] ? origin : parameters, member * count, to, 0, count);
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
        if (ahead[member]) {
            throw new IllegalStateException(
                    "member %d is extrapolated; save it after its step, when its parameters are its own"
                            .formatted(member));
        }
        of.save(member, to.under("of"));
    }

    @Override
    public void restore(int member, StateReader from) {
        ahead[member] = false;
        of.restore(member, from.under("of"));
    }
}
